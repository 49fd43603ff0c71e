/** Getting in: a slip of paper on a telephone, a code of an authenticator, a passkey of the device. */

import { createHmac } from 'node:crypto';
import { axe, journey, open, shot, signIn, step, tolerate } from '../lib.mjs';

export const engines = ['sqlite', 'postgres'];

/** The six digits of an authenticator (RFC 6238) for a secret in base 32. */
function digits(secret, seconds) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/\s/g, '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = mac[19] & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1e6).padStart(6, '0');
}

/** A town begins its day at 10:05; an authenticator may be half a minute off, and no start takes as long. */
const TODAY = '2026-10-09';
const started = Date.now();
const townSeconds = () => (Date.parse(`${TODAY}T10:05:00+08:00`) + Date.now() - started) / 1000;

await journey(
  import.meta.url,
  async (town) => {
    // A wrong code is a page with status 422, which Chromium notes in its console.
    tolerate(/status of 422/);
    const keeper = await open();
    const administrator = town.account('system_admin');
    let code = '';

    await step('the keeper of the roster prints slips for everybody without an account', async () => {
      await signIn(keeper, administrator);
      await keeper.goto('/slips');
      await axe(keeper, 'slips');
      await keeper.getByRole('button', { name: /给没有账号的\d+人都印/ }).click();
      code = await keeper.locator('.slip .code').nth(2).innerText();
      await axe(keeper, 'a sheet of slips');
      await shot(keeper, 'slips');
    });

    await step('a member comes in by one on a telephone, in elder mode and without scripts', async () => {
      const phone = await open('/i', { viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
      await phone.getByRole('button', { name: '长辈版' }).click();
      await phone.getByLabel('邀请码').fill('2222 3333 4444');
      await phone.getByRole('button', { name: '下一步' }).click();
      await phone.getByText('这张邀请条用不了').first().waitFor();
      await phone.getByLabel('邀请码').fill(code.toLowerCase());
      await phone.getByRole('button', { name: '下一步' }).click();
      await phone.getByLabel('密码').fill('Wozhuzai-2026');
      await phone.getByLabel('再输一次').fill('Wozhuzai-2026');
      await shot(phone, 'slip-elder');
      await phone.getByRole('button', { name: '开通，登录' }).click();
      await phone.waitForURL('**/me');
    });

    await step('the administrator sets up an authenticator and takes the recovery codes', async () => {
      await keeper.goto('/me/security');
      await axe(keeper, 'security');
      await keeper.getByRole('link', { name: '启用动态码' }).click();
      await keeper.getByLabel('现在的密码').fill(administrator.password);
      await keeper.getByRole('button', { name: '开始' }).click();
      const secret = await keeper.locator('.secret').innerText();
      await axe(keeper, 'setting up');
      await keeper.getByLabel('6位数字').fill(digits(secret, townSeconds()));
      await keeper.getByRole('button', { name: '启用', exact: true }).click();
      await keeper.locator('.codes li').nth(9).waitFor();
      await axe(keeper, 'recovery codes');
    });

    const codes = await keeper.locator('.codes li').allInnerTexts();

    await step('the password alone no longer lets them in; a recovery code does, once', async () => {
      const other = await open();
      await signIn(other, administrator);
      await other.getByLabel('验证码').fill('000000');
      await other.getByRole('button', { name: '登录' }).click();
      await other.getByText('验证码不对').first().waitFor();
      await axe(other, 'the code');
      await other.getByLabel('验证码').fill(codes[0]);
      await other.getByRole('button', { name: '登录' }).click();
      await other.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
      await other.goto('/me/security');
      await other.getByRole('button', { name: '除这一台外全部退出' }).click();
      await keeper.goto('/me/security');
      await keeper.waitForURL('**/sign-in?**');
      await other.close();
    });

    await step('a passkey of the device signs a clerk in without a password', async () => {
      const page = await open();
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('WebAuthn.enable');
      await devtools.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      });
      const clerk = town.account('clerk');
      await signIn(page, clerk);
      await page.goto('/me/security');
      await page.locator('#passkeys summary').click();
      await page.locator('#passkeys').getByLabel('现在的密码').fill(clerk.password);
      await page.getByRole('button', { name: '在这台设备上添加' }).click();
      await axe(page, 'adding a passkey');
      await page.getByRole('button', { name: '开始添加' }).click();
      await page.locator('#passkeys').getByText('已添加').waitFor();
      await shot(page, 'security');
      await page.getByRole('button', { name: '退出', exact: true }).click();
      await page.getByRole('button', { name: '用通行密钥登录' }).click();
      await axe(page, 'signing in by a passkey');
      await page.getByRole('button', { name: '开始' }).click();
      await page.waitForURL('**/desk');
    });
  },
  { today: TODAY, host: 'localhost' },
);
