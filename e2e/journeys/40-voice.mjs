/**
 * Being heard: a resident with a keyboard alone comments on a pledge, objects to a notice and reads both answers by
 * their codes; a member writes a pledge in elder mode on a telephone; a secretary returns it and passes it.
 */

import { axe, journey, open, shot, signIn, step, tolerate } from '../lib.mjs';

export const engines = ['sqlite', 'postgres'];

const PHONE = { viewport: { width: 390, height: 844 } };
const HERE = 'shifan';

/** Presses Tab until what has the focus is called so, as its label or its own text says. */
async function tabTo(page, name) {
  for (let n = 0; n < 400; n += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return '';
      const ring = getComputedStyle(at);
      const shown = ring.outlineStyle !== 'none' || ring.boxShadow !== 'none';
      const label = at.getAttribute('aria-label') ?? at.labels?.[0]?.innerText ?? at.innerText ?? '';
      return `${shown ? '' : 'unseen '}${label.trim()}`;
    });
    if (!name.test(focused.replace(/^unseen /, ''))) continue;
    if (focused.startsWith('unseen ')) throw new Error(`the focus on ${name} cannot be seen`);
    return;
  }
  throw new Error(`no key leads to ${name} on ${page.url()}`);
}

/** Follows or presses what is called so. */
async function go(page, name) {
  await tabTo(page, name);
  const from = page.url();
  const loaded = page.waitForEvent('load');
  await page.keyboard.press('Enter');
  await loaded;
  return from;
}

async function type(page, name, words) {
  await tabTo(page, name);
  await page.keyboard.insertText(words);
}

async function press(page, name) {
  const loaded = page.waitForEvent('load');
  await page.getByRole('button', { name }).first().click();
  await loaded;
}

await journey(import.meta.url, async (town) => {
  tolerate(/status of 4(04|22)/);
  const resident = await open(`/t/${HERE}`, PHONE);
  const secretary = await open();
  await signIn(secretary, town.account('secretary', HERE));
  let comment = '';
  let objection = '';

  await step('a resident on a telephone, by keyboard alone, reads a pledge and says what they saw', async () => {
    await resident.goto(`/t/${HERE}/pledges`);
    // The secretary hears nothing of what is said about the secretary's own.
    const { name } = town.account('secretary', HERE);
    await go(resident, new RegExp(`^我要监督，(?!党组织|${name})`));
    await axe(resident, 'commenting on a pledge');
    await type(resident, /^您看到的情况/, '上周六下午去了，活动室门关着，没有人教。');
    await go(resident, /^提交$/);
    await axe(resident, 'the receipt of a comment');
    await shot(resident, 'comment-receipt-phone');
    comment = (await resident.locator('.code').innerText()).trim();
  });

  await step('and objects to a notice, by keyboard too', async () => {
    await resident.goto(`/t/${HERE}/notices`);
    await go(resident, /评定|授星|星级/);
    await resident.getByLabel('具体情况').waitFor();
    await type(resident, /^具体情况/, '走访的次数和楼里记得的不一样，请核一下。');
    await go(resident, /^提交意见$/);
    objection = (await resident.locator('.code').innerText()).trim();
    await shot(resident, 'objection-receipt-phone');
  });

  await step('the branch answers the comment, and the supervisor the objection', async () => {
    await secretary.goto('/supervision');
    await axe(secretary, 'what residents say');
    const links = secretary.getByRole('link', { name: /^办理，/ });
    for (const href of await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')))) {
      await secretary.goto(href);
      if ((await secretary.getByText('活动室门关着').count()) > 0) break;
    }
    await secretary.getByText('活动室门关着').first().waitFor();
    await axe(secretary, 'a comment');
    await shot(secretary, 'comment');
    await secretary.getByText('转告本人').click();
    await secretary.getByLabel('转告的话').fill('有居民说上周六下午活动室没有开门。');
    await press(secretary, /^转告/);
    await secretary.getByRole('textbox', { name: '答复' }).fill('问过了，那天停电，改在这周六补课。');
    await press(secretary, /^答复/);
    const supervisor = await open();
    await signIn(supervisor, town.account('supervisor', HERE));
    await supervisor.goto('/notices');
    await supervisor.locator('main').getByRole('link', { name: /星级|授星|公示/ }).first().click();
    await supervisor.getByText('维持原结果').last().click();
    await supervisor.getByLabel('答复和理由').last().fill('查了走访记录，次数属实。');
    const loaded = supervisor.waitForEvent('load');
    await supervisor.getByRole('button', { name: '答复这条意见' }).last().click();
    await loaded;
    await supervisor.close();
  });

  await step('the resident reads both answers by their codes', async () => {
    for (const [code, answer] of [[comment, '那天停电，改在这周六补课'], [objection, '查了走访记录，次数属实。']]) {
      await resident.goto(`/t/${HERE}/objections`);
      await type(resident, /^查询码/, code);
      await go(resident, /^查看$/);
      await resident.getByText(answer).first().waitFor();
      await axe(resident, 'an answer');
    }
    await shot(resident, 'answer-phone');
  });

  const member = await open('/', PHONE);

  await step('a member writes a pledge in elder mode, and what is missing is said beside it', async () => {
    await signIn(member, town.account('member', HERE));
    await press(member, '长辈版');
    await member.goto('/me');
    await axe(member, 'my page in elder mode');
    await shot(member, 'me-elder');
    await member.getByRole('link', { name: '写一项承诺' }).first().click();
    await axe(member, 'writing in elder mode');
    await member.getByLabel('做什么事').fill('每周六在活动室教老人用手机挂号');
    await member.getByLabel('可量的结果').fill('教会10人');
    await press(member, '提交审核');
    await member.getByRole('alert').first().waitFor();
    await shot(member, 'write-problems-elder');
    await member.locator('label.choice').first().click();
    await member.getByLabel('完成日期').fill('2026-12-20');
    await press(member, '提交审核');
    const wide = await member.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    if (wide) throw new Error('the page is wider than the telephone');
    await axe(member, 'a pledge that was handed in');
    await shot(member, 'pledge-elder');
  });

  await step('a secretary returns it with a reason, the member puts it right, and it is passed', async () => {
    const path = new URL(member.url()).pathname;
    await secretary.goto(path);
    await press(secretary, '退回补正');
    await secretary.getByText('退回要写明哪里要补正').first().waitFor();
    await secretary.getByLabel('退回的理由').fill('写明在哪个活动室。');
    await press(secretary, '退回补正');
    await member.goto('/me');
    await member.getByRole('link', { name: '补正这项承诺' }).first().click();
    await member.getByText('写明在哪个活动室。').first().waitFor();
    await member.getByLabel('做什么事').fill('每周六在社区二楼活动室教老人用手机挂号');
    await press(member, '提交审核');
    await secretary.goto(path);
    await press(secretary, '通过');
    await secretary.getByText('看过了，没有涉密和个人隐私的内容').click();
    await press(secretary, '公布这项承诺');
    await axe(secretary, 'a published pledge');
    await shot(secretary, 'pledge-record');
    await secretary.getByRole('link', { name: '话写错了，发布更正' }).click();
    await axe(secretary, 'a correction');
    await secretary.getByLabel('做什么事').fill('每周六在社区三楼活动室教老人用手机挂号');
    await secretary.getByLabel('更正的理由').fill('楼层写错。');
    await secretary.getByText('看过了，没有涉密和个人隐私的内容').click();
    await shot(secretary, 'correction');
    await press(secretary, '发布更正');
    await secretary.getByText(/发布更正（第\d版）/).first().waitFor();
  });
});
