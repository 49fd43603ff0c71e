/**
 * The chain once through, in the browser: a plan is read, decided, approved and run; pledges, reviews, a tally,
 * a notice with an objection, and honours follow from it. All of it in one town, beside another that must see
 * nothing of it.
 */

import { readFileSync } from 'node:fs';
import { axe, journey, open, shot, signIn, step, tolerate } from '../lib.mjs';

export const engines = ['sqlite', 'postgres'];

const PHONE = { viewport: { width: 390, height: 844 } };
const HERE = 'town1';
const THERE = 'shifan';

/** The sample plan, as the clerk's file. */
function plan() {
  const text = readFileSync(new URL('../../data/demo/plan.txt', import.meta.url), 'utf8');
  const days = { year: '2026', issue_date: '2026年10月8日', mobilise_end: '2026年10月20日', pledge_start: '2026年10月21日', pledge_end: '2026年11月10日', close: '2027年6月30日' };
  const filled = Object.entries(days).reduce((all, [name, day]) => all.replaceAll(`{${name}}`, day), text);
  return { name: '实施方案.txt', mimeType: 'text/plain', buffer: Buffer.from(filled, 'utf8') };
}

async function minutes(page, meeting, due) {
  const figures = { 应到: due, 实到: due, 缺席: 0, 赞成: due, 反对: 0, 弃权: 0 };
  await page.getByLabel(/^会议(名称)?$/).fill(meeting);
  await page.getByLabel(/日期$/).fill('2026-10-09');
  for (const [label, figure] of Object.entries(figures)) await page.getByLabel(label, { exact: true }).fill(String(figure));
  await page.getByLabel('决议内容').fill('同意，按程序办理。');
}

async function press(page, name) {
  await page.getByRole('button', { name }).first().click();
  await page.waitForLoadState();
}

await journey(
  import.meta.url,
  async (town) => {
    tolerate(/status of 4(04|22|03)/);
    const person = async (role, options) => {
      const page = await open('/', options);
      await signIn(page, town.account(role, HERE));
      return page;
    };
    const clerk = await person('clerk');
    const secretary = await person('secretary');
    const superior = await person('superior');
    const supervisor = await person('supervisor');
    const member = await person('member', PHONE);
    const resident = await open('/', PHONE);
    let campaign = '';

    await step('the installation shows its two towns by name', async () => {
      await resident.goto('/');
      await axe(resident, 'the towns');
      await resident.getByRole('link', { name: /白榆社区/ }).first().click();
      await resident.getByRole('heading', { level: 1 }).first().waitFor();
      await axe(resident, 'a town without a campaign');
      await axe(clerk, 'an empty desk');
      await shot(clerk, 'desk-empty');
    });

    await step('1 and 2: a clerk brings a plan, and a novel is refused with nothing stored', async () => {
      await clerk.goto('/campaigns/new');
      await axe(clerk, 'bring a plan');
      await clerk.getByLabel('或者贴上正文').fill('清晨她推开窗，巷子里飘着豆浆的香气。'.repeat(30));
      await press(clerk, '读这份方案');
      await clerk.getByRole('alert').waitFor();
      await axe(clerk, 'a refused file');
      await clerk.goto('/campaigns/new');
      await clerk.getByLabel('方案文件').setInputFiles(plan());
      await press(clerk, '读这份方案');
      await clerk.waitForURL(/\/reading/);
      await axe(clerk, 'reading');
      await shot(clerk, 'reading');
      campaign = new URL(clerk.url()).pathname.replace('/reading', '');
    });

    await step('each item is checked: one adjusted, the rest as read, the platform settings one by one', async () => {
      const first = clerk.locator('li', { hasText: '动员部署' }).filter({ has: clerk.locator('summary') }).first();
      await first.locator('summary').click();
      const box = first.locator('textarea, input.input').first();
      await box.fill('动员部署：没有日期');
      await first.getByRole('button', { name: '按此调整' }).click();
      await clerk.getByText('写成“名称：2026-05-06 至 2026-05-31”').first().waitFor();
      await axe(clerk, 'an adjustment that cannot be read');
      await clerk.locator('#f-value').fill('动员部署：2026-10-08 至 2026-10-25');
      await press(clerk, '按此调整');
      await press(clerk, /照录的全部确认/);
      for (;;) {
        const next = clerk.getByRole('button', { name: /^确认第\d+项/ }).first();
        if ((await next.count()) === 0) break;
        await next.click();
        await clerk.waitForLoadState();
      }
      await press(clerk, /确认全文/);
      await axe(clerk, 'a confirmed plan');
    });

    await step('3: the branch decides, the superior returns and then agrees, the plan is in force and public', async () => {
      await secretary.goto(campaign);
      await axe(secretary, 'the decision');
      await minutes(secretary, '党员大会', 4);
      await secretary.getByLabel('应到', { exact: true }).fill('5');
      await press(secretary, '记下这次决议');
      await secretary.getByRole('alert').waitFor();
      await minutes(secretary, '党员大会', 4);
      await press(secretary, '记下这次决议');
      await press(secretary, /报送.*审批/);
      await superior.goto(campaign);
      await axe(superior, 'the reply');
      await superior.getByText('退回', { exact: true }).click();
      await superior.getByLabel('意见', { exact: true }).fill('请核对动员部署的时间。');
      await press(superior, '发出批复');
      await clerk.goto(`${campaign}/reading`);
      await press(clerk, /确认全文/);
      await secretary.goto(campaign);
      await minutes(secretary, '党员大会', 4);
      await press(secretary, '记下这次决议');
      await press(secretary, /报送.*审批/);
      await superior.goto(campaign);
      await superior.getByText('同意', { exact: true }).click();
      await press(superior, '发出批复');
      await secretary.goto(campaign);
      await secretary.getByText('已作保密审查').click();
      await press(secretary, '印发并公布');
      await axe(secretary, 'a plan in force');
      await shot(secretary, 'approval');
      await resident.goto(`/t/${HERE}/plan`);
      await resident.getByText('党员争星').first().waitFor();
      await axe(resident, 'the public plan');
      await shot(resident, 'plan-phone');
    });

    await step('4: tasks have an owner and a date, and the first gate opens', async () => {
      await secretary.goto('/tasks');
      await axe(secretary, 'tasks');
      await secretary.getByLabel('做什么').fill('给不便出门的老党员送方案');
      await secretary.getByLabel('责任人', { exact: true }).fill('组织委员');
      await secretary.getByLabel('期限', { exact: true }).fill('2026-10-15');
      await press(secretary, '安排下去');
      await secretary.getByText('给不便出门的老党员送方案').first().waitFor();
      await secretary.goto('/desk');
      await axe(secretary, 'the desk');
      await press(secretary, '办结这一步，进入下一步');
      await secretary.getByText('办结“公开承诺”前').waitFor();
    });

    await step('5: a member pledges on a phone, is returned, puts it right, and it is public', async () => {
      await member.goto('/me');
      await axe(member, "a member's own page");
      await member.getByRole('link', { name: '写一项承诺' }).first().click();
      await axe(member, 'writing a pledge');
      await member.getByLabel('做什么事').fill('教老人用手机挂号');
      await member.getByLabel('可量的结果').fill('尽力而为');
      await press(member, '提交审核');
      await member.getByRole('alert').waitFor();
      await axe(member, 'a pledge with problems');
      if ((await member.getByLabel('做什么事').inputValue()) !== '教老人用手机挂号') throw new Error('what was typed is lost');
      await member.locator('label.choice').first().click();
      await member.getByLabel('可量的结果').fill('教会10人');
      await member.getByLabel('完成日期').fill('2026-12-20');
      await press(member, '提交审核');
      await shot(member, 'me-phone');
      await secretary.goto('/pledges');
      await secretary.getByRole('link', { name: town.account('member', HERE).name }).first().click();
      await axe(secretary, 'a pledge to check');
      await secretary.getByLabel('退回的理由').fill('写明在哪里教。');
      await press(secretary, '退回补正');
      await member.goto('/me');
      await member.getByRole('link', { name: '补正这项承诺' }).first().click();
      await member.getByLabel('做什么事').fill('每周六在活动室教老人用手机挂号');
      await press(member, '提交审核');
    });

    await step('others cannot write: the branch writes for them, with the reason, until nobody lacks anything', async () => {
      const words = async (page) => {
        await page.locator('label.choice').first().click();
        await page.getByLabel('做什么事').fill('参加夜间义务巡查');
        await page.getByLabel('可量的结果').fill('每月2次');
        await page.getByLabel('完成日期').fill('2026-12-20');
      };
      const next = async (name) => {
        await clerk.goto('/pledges/coverage');
        const link = clerk.getByRole('link', { name }).first();
        if ((await link.count()) === 0) return false;
        await link.click();
        return true;
      };
      await clerk.goto('/pledges/coverage');
      await axe(clerk, 'who lacks what');
      for (let n = 0; n < 12 && (await next(/代填承诺/)); n += 1) {
        await words(clerk);
        await clerk.getByLabel('代填原因').fill('眼睛不好，口述代填');
        if (n === 0) await axe(clerk, 'a pledge by proxy');
        await press(clerk, '提交审核');
      }
      for (let n = 0; n < 6 && (await next(/代填打算/)); n += 1) {
        await clerk.getByLabel('想达到什么').fill('把承诺做实');
        await clerk.getByLabel('打算怎么做').fill('每月做一件，做完记一笔');
        await clerk.getByLabel('什么时候做').fill('每月下旬');
        await clerk.getByLabel('代填原因').fill('眼睛不好，口述代填');
        if (n === 0) await axe(clerk, 'a plan by proxy');
        await press(clerk, '提交审核');
      }
      for (let n = 0; n < 12 && (await next(/写一项党组织承诺/)); n += 1) {
        await words(clerk);
        await clerk.getByLabel('责任人').fill('组织委员');
        if (n === 0) await axe(clerk, "a branch's pledge");
        await press(clerk, '提交审核');
      }
      for (const list of ['/pledges', '/plans']) {
        await secretary.goto(list);
        const links = secretary.locator('table.ledger tbody th a');
        const all = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href')));
        const wanted = list === '/plans' ? 4 : 22;
        if (all.length !== wanted) throw new Error(`${wanted} are wanted on ${list}, there are ${all.length}`);
        for (const href of all) {
          // Nobody checks their own: the superior checks the secretary's.
          await secretary.goto(href);
          const own = (await secretary.getByText(/请别的支委审核/).count()) > 0;
          const checker = own ? superior : secretary;
          await checker.goto(href);
          await press(checker, '通过');
        }
      }
      for (const what of ['党组织承诺', '党员承诺', '具体打算']) {
        await clerk.goto('/pledges/coverage');
        const panel = clerk.locator('section.panel', { hasText: `公布${what}` });
        await panel.locator('label.choice').click();
        await panel.getByRole('button', { name: /^公布/ }).click();
        await panel.waitFor({ state: 'detached' });
      }
      await clerk.getByText('公布上级实施意见').click();
      await clerk.getByLabel('标题').fill('关于开展活动的实施意见');
      await clerk.getByLabel('正文').fill('承诺要具体、可量、有期限。');
      await clerk.getByText('看过了，可以公开').click();
      await press(clerk, '公布实施意见');
      await clerk.getByText('三份材料都齐了').waitFor();
      await shot(clerk, 'coverage-desktop');
      await resident.goto(`/t/${HERE}/pledges`);
      await resident.getByText('每周六在活动室教老人用手机挂号').first().waitFor();
      await axe(resident, 'public pledges');
      await shot(resident, 'pledges-phone');
      await member.goto('/me');
      await member.getByRole('link', { name: '补一条佐证' }).first().click();
      await member.getByLabel('做了什么').fill('10月10日教了3人，都会挂号了。');
      await press(member, '记下这条佐证');
      await secretary.goto(new URL(member.url()).pathname);
      await secretary.getByText('佐证看过了').click();
      await press(secretary, '办结销号');
      await axe(secretary, 'a kept pledge');
      await secretary.goto('/desk');
      await press(secretary, '办结这一步，进入下一步');
    });

    await step('6: everybody is reviewed, three boxes each, and the missing are named until then', async () => {
      await secretary.goto('/reviews');
      await axe(secretary, 'reviews');
      const addresses = async (page) => {
        await page.goto('/reviews');
        const links = page.getByRole('link', { name: /写点评/ });
        return links.evaluateAll((found) => found.map((link) => link.getAttribute('href')));
      };
      const write = async (page, href) => {
        await page.goto(href);
        await page.getByLabel('主要成绩').fill('承诺有进展，群众有反映好的地方。');
        await page.getByLabel('存在问题').fill('走访后的记录不够及时。');
        await page.getByLabel('努力方向').fill('走访当天补好记录。');
        await press(page, /^写好/);
      };
      for (const href of await addresses(secretary)) await write(secretary, href);
      for (const href of await addresses(superior)) await write(superior, href);
      await secretary.goto('/desk');
      await press(secretary, '办结这一步，进入下一步');
      await member.goto('/me');
      await member.getByText('走访当天补好记录。').first().waitFor();
    });

    await step('7: a paper tally stands when two persons entered the same', async () => {
      await clerk.goto('/tallies');
      await axe(clerk, 'tallies');
      await clerk.getByLabel('评议名称').fill('白榆社区群众评议');
      await press(clerk, '开设评议');
      const path = new URL(clerk.url()).pathname;
      await axe(clerk, 'a tally to enter');
      const enter = async (page, returned) => {
        await page.goto(path);
        const heads = { 发出: 20, 收回: returned, 有效: 18, 无效: returned - 18 };
        for (const [label, figure] of Object.entries(heads)) await page.getByLabel(label, { exact: true }).fill(String(figure));
        for (const row of await page.locator('table.cells-in tbody tr').all()) {
          const cells = await row.locator('input').all();
          const votes = [12, 5, 1, 0, 0];
          for (const [index, cell] of cells.entries()) await cell.fill(String(votes[index] ?? 0));
        }
        await press(page, '提交录入');
      };
      await enter(clerk, 19);
      await enter(supervisor, 18);
      await supervisor.getByText('两次录入不一致').waitFor();
      await axe(supervisor, 'two entries that differ');
      await enter(supervisor, 19);
      await supervisor.getByText('两次相符').first().waitFor();
      await axe(supervisor, 'a tally that stands');
      await shot(supervisor, 'tally');
      await secretary.goto('/desk');
      await press(secretary, '办结这一步，进入下一步');
    });

    await step('8: proposed honours go on notice; a resident objects without an account and follows by code', async () => {
      await secretary.goto('/honours');
      await axe(secretary, 'honours');
      await secretary.getByLabel('评定名称').fill('白榆社区党员星级评定结果');
      await press(secretary, '按方案评定');
      await axe(secretary, 'a rating');
      await minutes(secretary, '支部委员会', 3);
      await press(secretary, '记下决定');
      await secretary.getByText('看过了，没有涉密').click();
      await press(secretary, '发布公示');
      await shot(secretary, 'rating');
      await resident.goto(`/t/${HERE}`);
      await shot(resident, 'home-phone');
      await resident.getByRole('link', { name: /白榆社区党员星级评定结果/ }).first().click();
      await axe(resident, 'a running notice');
      await shot(resident, 'notice-phone');
      await resident.getByLabel('具体情况').fill('走访的次数和楼里记得的不一样，请核一下。');
      await press(resident, '提交意见');
      await axe(resident, 'a receipt');
      const code = (await resident.locator('.code').innerText()).trim();
      await resident.goto(`/t/${HERE}/objections`);
      await resident.getByLabel('查询码').fill(code.toLowerCase());
      await press(resident, '查看');
      await resident.getByText('正在核实').waitFor();
      await axe(resident, 'following an objection');
      await supervisor.goto('/notices');
      await axe(supervisor, 'notices');
      await supervisor.getByRole('link', { name: /白榆社区党员星级评定结果/ }).first().click();
      await axe(supervisor, 'a notice with an objection');
      await supervisor.getByText('维持原结果').first().click();
      await supervisor.getByLabel('答复和理由').fill('查了走访记录，次数属实。');
      await press(supervisor, '答复这条意见');
      await resident.goto(`/t/${HERE}/objections`);
      await resident.getByLabel('查询码').fill(code);
      await press(resident, '查看');
      await resident.getByText('查了走访记录，次数属实。').waitFor();
    });

    await step('nothing takes effect early: the buttons are shut, and so are the doors behind them', async () => {
      await secretary.goto('/notices');
      await secretary.getByRole('link', { name: /白榆社区党员星级评定结果/ }).first().click();
      const conclude = secretary.getByRole('button', { name: '形成结论' });
      if (!(await conclude.isDisabled())) throw new Error('a running notice can be concluded');
      const form = conclude.locator('xpath=ancestor::form');
      await secretary.getByRole('textbox', { name: '结论' }).fill('期满');
      await form.evaluate((element) => element.submit());
      await secretary.waitForLoadState();
      await secretary.getByText('公示期还没有满').first().waitFor();
    });

    await step('the other town sees nothing of this one, by any address', async () => {
      const stranger = await open('/');
      await signIn(stranger, town.account('secretary', THERE));
      const paths = [campaign, `${campaign}/reading`, new URL(supervisor.url()).pathname, new URL(member.url()).pathname];
      for (const path of paths.filter((one) => one !== '/me')) {
        const answer = await stranger.goto(path);
        if (answer.status() !== 404) throw new Error(`${path} answers a stranger with ${answer.status()}`);
      }
      for (const path of ['/desk', '/campaigns', '/pledges', '/reviews', '/tallies', '/notices', '/honours', '/audit', `/t/${THERE}`]) {
        await stranger.goto(path);
        if ((await stranger.getByText('白榆').count()) > 0) throw new Error(`${path} of one town names the other`);
        await axe(stranger, path);
      }
      await shot(stranger, 'stranger-desk');
    });

    await step('9: after the notice has run its course it is concluded, and the honours hang on the wall', async () => {
      await town.later('2026-10-20');
      for (const [page, role] of [[secretary, 'secretary'], [member, 'member']]) await signIn(page, town.account(role, HERE));
      await secretary.goto('/notices');
      await secretary.getByRole('link', { name: /白榆社区党员星级评定结果/ }).first().click();
      await secretary.getByRole('textbox', { name: '结论' }).fill('收到1条意见，已核实答复，维持公示结果。');
      await press(secretary, '形成结论');
      await secretary.goto('/honours');
      await secretary.getByRole('link', { name: /白榆社区党员星级评定结果/ }).first().click();
      await press(secretary, '按公示结果授星');
      await axe(secretary, 'given honours');
      await secretary.goto('/desk');
      await press(secretary, '办结这一步，进入下一步');
      await press(secretary, '办结这一步，进入下一步');
      await resident.goto(`/t/${HERE}/honours`);
      await axe(resident, 'the honours');
      await resident.getByRole('link', { name: town.account('member', HERE).name }).first().click();
      await axe(resident, 'an honour with its reasons');
      await shot(resident, 'honour-phone');
      await resident.goto(`${new URL(resident.url()).pathname}/plate`);
      await axe(resident, 'a plate');
      const wall = await open(`/t/${HERE}/wall`, { viewport: { width: 1920, height: 1080 } });
      await wall.getByText(town.account('member', HERE).name).first().waitFor();
      await axe(wall, 'the wall');
      await shot(wall, 'wall');
      await member.goto('/me');
      await axe(member, 'honours of my own');
      await shot(member, 'me-with-honour-phone');
    });

    await step('what was done can be followed: the record holds', async () => {
      await signIn(superior, town.account('superior', HERE));
      await superior.goto('/audit');
      await superior.getByText('授星').first().waitFor();
      await axe(superior, 'the record');
    });
  },
  { towns: 2 },
);
