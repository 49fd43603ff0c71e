/** The roster as people use it: found, changed, split by approval, seen by its owner; every page accessible. */

import { axe, journey, open, shot, signIn, step } from '../lib.mjs';

await journey(import.meta.url, async (town) => {
  const clerk = await open('/sign-in');
  await signIn(clerk, town.account('clerk'));

  await step('a clerk finds a member by initials and opens the record', async () => {
    await clerk.goto(`${town.url}/roster?org=branch-1`);
    await axe(clerk, 'roster');
    await shot(clerk, 'roster');
    await clerk.getByLabel('姓名、首字母或手机后四位').fill('dwb');
    await clerk.getByRole('button', { name: '找人' }).click();
    await axe(clerk, 'search');
    await clerk.getByRole('link', { name: '丁文博' }).first().click();
    await axe(clerk, 'person');
  });

  await step('a protected field opens for a reason', async () => {
    await clerk.getByLabel('看哪一项').selectOption({ label: '手机' });
    await clerk.getByLabel('为什么要看').fill('通知开会');
    await clerk.getByRole('button', { name: '查看这一项' }).click();
    await clerk.getByText('19000000000').waitFor();
    await axe(clerk, 'an opened field');
  });

  await step('the other pages of the roster are accessible', async () => {
    const places = ['people/new?org=branch-1', 'tree', 'changes', 'changes/new', 'groups', 'units', 'roles', 'corrections'];
    for (const place of places) {
      await clerk.goto(`${town.url}/roster/${place}`);
      await axe(clerk, place);
    }
  });

  await step('a split is asked for', async () => {
    await clerk.goto(`${town.url}/roster/changes/new?kind=split&org=branch-1`);
    await clerk.getByLabel('新组织一的名称').fill('新楼党支部');
    await clerk.getByLabel('新组织一的代码').fill('branch-9');
    const goals = clerk.getByRole('combobox', { name: '去向' });
    for (let n = 0; n < 3; n += 1) await goals.nth(n).selectOption({ label: '到新组织一' });
    await clerk.getByLabel('生效日期').fill('2026-11-01');
    await clerk.getByLabel('理由').fill('新楼入住，人多');
    await axe(clerk, 'the form of a split');
    await clerk.getByRole('button', { name: '报上级批准' }).click();
    await clerk.getByRole('heading', { name: '设立新楼党支部' }).waitFor();
    await axe(clerk, 'a change');
  });

  await step('the superior approves it, and the tree of the day shows both branches', async () => {
    const change = clerk.url();
    const superior = await open('/sign-in');
    await signIn(superior, town.account('superior'));
    await superior.goto(change);
    await superior.getByRole('button', { name: '批准' }).click();
    await superior.getByText('到2026年11月1日自动生效').waitFor();
    await clerk.goto(`${town.url}/roster/tree?on=2026-10-31`);
    if (await clerk.getByText('新楼党支部').count()) throw new Error('the new branch stands a day early');
    await clerk.goto(`${town.url}/roster/tree?on=2026-11-01`);
    await clerk.getByText('新楼党支部').first().waitFor();
  });

  await step('a member on a phone sees the own record and asks for a correction', async () => {
    const member = await open('/sign-in', { viewport: { width: 390, height: 844 } });
    await signIn(member, town.account('member'));
    await member.goto(`${town.url}/me/data`);
    await axe(member, 'own data');
    await shot(member, 'own-data');
    await member.getByLabel('哪一项').selectOption({ label: '出生年月' });
    await member.getByLabel('应该是什么').fill('应为1977年11月');
    await member.getByRole('button', { name: '申请更正' }).click();
    await member.getByText('待答复').waitFor();
  });
});
