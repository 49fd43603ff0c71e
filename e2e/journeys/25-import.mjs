/**
 * The first act of an office: bring the roster as it lies on the desk, read on screen what was refused and why,
 * put it right, bring it again, take it back; and hand a slip of paper to one of the new members.
 */

import { axe, journey, open, shot, signIn, step, tolerate } from '../lib.mjs';
import { workbook } from '../xlsx.mjs';

const PHONE = { viewport: { width: 390, height: 844 } };

/** An ID number of nobody, of an area that is none, with the right check digit. */
function idNumber(birth, order) {
  const head = `999999${birth}${order}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, n) => all + weight * Number(head[n]), 0);
  return head + '10X98765432'[sum % 11];
}

const WRONG = `${idNumber('19660812', '021').slice(0, 17)}${idNumber('19660812', '021')[17] === '5' ? '6' : '5'}`;

/** The sheet as WPS saves it: a merged title, the heads, a row of notes, people. */
function roster(second) {
  return workbook(
    [
      ['示范社区党员名册'],
      ['序号', '支部', '党员姓名', '性别', '出生年月', '身份证号码', '人员类别', '类别', '手机号码'],
      ['填写说明', '写全称', '', '男或女', '写到月', '', '', '', ''],
      ['1', '第一党支部', '向明月', '女', '1971.05', idNumber('19710503', '022'), '正式', '社区', '19000001001'],
      ['2', '第二党支部', '贺兰山', '男', '1966.08', second.id, '正式', '企业', '19000001002'],
      ['3', second.branch, '阿依古丽·示例', '女', '1980年3月', idNumber('19800309', '044'), '预备', '机关', '19000001003'],
    ],
    ['A1:I1'],
  );
}

await journey(import.meta.url, async (town) => {
  tolerate(/status of 4(04|22|03)/);
  const clerk = await open('/sign-in');
  await signIn(clerk, town.account('clerk'));
  const press = async (name) => {
    await clerk.getByRole('button', { name }).first().click();
    await clerk.waitForLoadState();
  };
  const bring = async (buffer) => {
    await clerk.goto('/roster/import');
    await axe(clerk, 'import');
    await clerk.getByLabel('名册文件').setInputFiles({ name: '党员名册.xlsx', mimeType: 'application/octet-stream', buffer });
  };

  await step('a file that is no workbook is refused, and says what to bring', async () => {
    await bring(Buffer.from('not a workbook'));
    await press('核对这份名册');
    await clerk.getByRole('alert').first().waitFor();
    await axe(clerk, 'a refused file');
  });

  await step('of three rows one goes in, and each of the others is named with row, column and reason', async () => {
    await bring(roster({ id: WRONG, branch: '第九党支部' }));
    await press('核对这份名册');
    await clerk.getByRole('heading', { name: '核对好了' }).waitFor();
    const rows = clerk.getByRole('region', { name: '没有通过的行' }).locator('tbody tr');
    const said = await rows.allInnerTexts();
    if (said.length !== 2) throw new Error(said.join('\n'));
    if (!/^第5行\s/.test(said[0]) || !said[0].includes('身份证号码') || !said[0].includes('校验')) throw new Error(said[0]);
    if (!/^第6行\s/.test(said[1]) || !said[1].includes('支部') || !said[1].includes('第九党支部')) throw new Error(said[1]);
    await axe(clerk, 'what was checked');
    await shot(clerk, 'import-checked');
  });

  await step('the good row is taken, the sheet put right and brought again', async () => {
    await press(/^导入通过的1行/);
    await clerk.getByRole('heading', { name: '已导入' }).waitFor();
    await axe(clerk, 'what was imported');
    await bring(roster({ id: idNumber('19660812', '031'), branch: '第三党支部' }));
    await clerk.getByLabel(/^更新已有人员/).check();
    await press('核对这份名册');
    await clerk.getByRole('heading', { name: '核对好了' }).waitFor();
    if (await clerk.getByRole('region', { name: '没有通过的行' }).count()) throw new Error('a row is refused still');
    await press(/^导入通过的3行/);
    await clerk.getByRole('heading', { name: '已导入' }).waitFor();
    await clerk.goto('/roster');
    await clerk.getByLabel('姓名、首字母或手机后四位').fill('1003');
    await clerk.getByRole('button', { name: '找人' }).click();
    await clerk.getByRole('link', { name: '阿依古丽·示例' }).waitFor();
  });

  await step('the second batch is taken back, and the roster is as it was after the first', async () => {
    await clerk.goto('/roster/batches');
    await axe(clerk, 'batches');
    await clerk.getByRole('link', { name: '撤销' }).first().click();
    await axe(clerk, 'before taking back');
    await press('撤销这一批，名册回到导入以前');
    await clerk.goto('/roster');
    for (const [name, found] of [['贺兰山', 0], ['向明月', 1]]) {
      await clerk.getByLabel('姓名、首字母或手机后四位').fill(name);
      await clerk.getByRole('button', { name: '找人' }).click();
      await clerk.waitForLoadState();
      const links = await clerk.getByRole('link', { name }).count();
      if (links !== found) throw new Error(`${name}: ${links}`);
    }
  });

  await step('the new member comes in on a telephone by a slip of paper', async () => {
    await clerk.goto('/slips?org=branch-1');
    await clerk.getByLabel(/向明月/).first().check();
    await press(/^打印|^做|邀请条/);
    const code = (await clerk.locator('.slip .code').first().innerText()).trim();
    const member = await open('/i', PHONE);
    await member.getByLabel(/码/).first().fill(code);
    await member.getByRole('button', { name: /下一步|继续|确定|打开/ }).first().click();
    await member.waitForLoadState();
    await axe(member, 'an invitation');
    await member.getByLabel(/^新?密码/).first().fill('Xiangmingyue-2026');
    await member.getByLabel(/再|重复/).first().fill('Xiangmingyue-2026');
    await member.locator('main button[type=submit]').last().click();
    await member.waitForURL(/\/me/);
    await axe(member, 'in by a slip');
    await shot(member, 'in-by-slip');
  });

  await step('exporting shows no whole number without a second person', async () => {
    await clerk.goto('/roster/export');
    await axe(clerk, 'export');
  });
});
