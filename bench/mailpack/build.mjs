// Ordinary newsletters and transactional mails, built from MIT template packages of npm (mailgen: Apache-2.0).
// Writes one JSON array of {name, html} to the file named first. `python -m bench.ordinary` calls it.
import {createRequire} from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'x.js'));
const mails = [];
let state = 7;
const chance = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
const pick = list => list[Math.floor(chance() * list.length)];
const some = (low, high) => low + Math.floor(chance() * (high - low + 1));
const nouns = 'tent,jacket,stove,lamp,filter,rope,bottle,tarp,helmet,bag,map,glove,boot,kettle,cup'.split(',');
const verbs = 'arrives,ships,helps,lasts,saves,opens,begins,ends,grows,waits'.split(',');
const sentence = () => `The ${pick(['new', 'blue', 'light', 'old', 'small', 'warm'])} ${pick(nouns)} ${pick(verbs)} ${pick(['on Monday', 'next week', 'with free delivery', 'in our shop', 'for members', 'at half the price'])}.`;
const text = n => Array.from({length: n}, sentence).join(' ');
const colour = () => pick(['#ffffff', '#f4f4f4', '#eeeeee', '#fdf6ec', '#1a1a2e', '#003366']);
const ink = back => (back.startsWith('#0') || back.startsWith('#1') ? pick(['#ffffff', '#eeeeee']) : pick(['#333333', '#111111', '#555555', '#626262']));
const link = () => `https://shop.example/${pick(nouns)}/${some(1, 999)}?utm_source=mail`;
const image = (w, h) => `https://img.example/${pick(nouns)}-${w}x${h}.png`;

const parts = {
  hero: () => `<mj-hero mode="fixed-height" height="${some(200, 469)}px" background-width="600px" background-height="469px" background-url="${image(600, 469)}" background-color="#2a3448" padding="100px 0px"><mj-text color="#ffffff" align="center" font-size="${some(20, 45)}px" line-height="45px">${sentence()}</mj-text><mj-button href="${link()}" align="center">Order now</mj-button></mj-hero>`,
  text: () => { const b = colour(); return `<mj-section background-color="${b}"><mj-column><mj-text color="${ink(b)}" font-size="${some(11, 18)}px">${text(some(2, 5))}</mj-text></mj-column></mj-section>`; },
  columns: () => { const b = colour(), n = some(2, 4); return `<mj-section background-color="${b}" padding="${some(0, 20)}px">${Array.from({length: n}, () => `<mj-column><mj-image src="${image(200, 120)}" alt="Picture of a ${pick(nouns)}" /><mj-text color="${ink(b)}" align="${pick(['left', 'center', 'right'])}">${text(1)}</mj-text>${chance() < .5 ? `<mj-button href="${link()}" background-color="${pick(['#f45e43', '#0055ff'])}">Buy the ${pick(nouns)}</mj-button>` : ''}</mj-column>`).join('')}</mj-section>`; },
  group: () => `<mj-section><mj-group><mj-column width="25%"><mj-image src="${image(90, 90)}" alt="A ${pick(nouns)}" /></mj-column><mj-column width="75%"><mj-text>${text(2)}</mj-text></mj-column></mj-group></mj-section>`,
  table: () => `<mj-section><mj-column><mj-table><tr style="border-bottom:1px solid #ecedee;text-align:left;padding:15px 0;"><th style="padding:0 15px 0 0;">Item</th><th>Count</th><th style="padding:0 0 0 15px;">Price</th></tr>${Array.from({length: some(1, 5)}, () => `<tr><td style="padding:0 15px 0 0;">${pick(nouns)}</td><td>${some(1, 9)}</td><td style="padding:0 0 0 15px;">${some(5, 99)}.90 EUR</td></tr>`).join('')}</mj-table></mj-column></mj-section>`,
  navbar: () => `<mj-section background-color="#ef6451"><mj-column><mj-navbar base-url="https://shop.example" ${chance() < .5 ? 'hamburger="hamburger"' : ''} ico-color="#ffffff">${nouns.slice(0, 4).map(n => `<mj-navbar-link href="/${n}" color="#ffffff">${n}</mj-navbar-link>`).join('')}</mj-navbar></mj-column></mj-section>`,
  social: () => `<mj-section><mj-column><mj-social font-size="12px" icon-size="24px" mode="${pick(['horizontal', 'vertical'])}">${['facebook', 'github', 'web'].map(n => `<mj-social-element name="${n}" href="https://${n}.example/">${n}</mj-social-element>`).join('')}</mj-social></mj-column></mj-section>`,
  accordion: () => `<mj-section><mj-column><mj-accordion>${Array.from({length: 2}, () => `<mj-accordion-element><mj-accordion-title>${sentence()}</mj-accordion-title><mj-accordion-text>${text(2)}</mj-accordion-text></mj-accordion-element>`).join('')}</mj-accordion></mj-column></mj-section>`,
  wrapper: () => `<mj-wrapper border="1px solid #000000" padding="${some(10, 50)}px 30px" full-width="full-width"><mj-section background-color="#ffffff" border-radius="8px"><mj-column><mj-text>${text(2)}</mj-text><mj-divider border-width="1px" border-color="lightgrey" /><mj-text>${text(1)}</mj-text></mj-column></mj-section></mj-wrapper>`,
  background: () => `<mj-section background-url="${image(1200, 600)}" background-size="cover" background-repeat="no-repeat" background-color="#223344"><mj-column><mj-text color="#ffffff">${text(2)}</mj-text><mj-spacer height="${some(10, 60)}px" /></mj-column></mj-section>`,
  raw: () => `<mj-section><mj-column css-class="note" inner-border="1px solid #cccccc" padding="10px" inner-background-color="#ffffee"><mj-text font-weight="bold">${sentence()}</mj-text><mj-text>${text(1)} <a href="${link()}">Read more</a></mj-text></mj-column></mj-section>`,
};
const footer = () => `<mj-section><mj-column><mj-text align="center" color="#9b9b9b" font-size="11px">You get this mail since you are a customer of Shop. <a href="https://shop.example/leave" style="color:#9b9b9b">Unsubscribe</a><br/>Shop Ltd, Long Street ${some(1, 99)}, Graz</mj-text></mj-column></mj-section>`;

async function mjml() {
  const module = require('mjml');
  const compile = module.default || module;
  for (let number = 0; number < 50; number++) {
    const kinds = Object.keys(parts), body = Array.from({length: some(2, 7)}, () => parts[pick(kinds)]()).join('');
    const head = `<mj-head><mj-title>News of the shop</mj-title><mj-preview>${sentence()}</mj-preview><mj-attributes><mj-all font-family="${pick(['Arial', 'Helvetica Neue, Arial', 'Georgia, serif'])}" /></mj-attributes><mj-style${chance() < .5 ? ' inline="inline"' : ''}>.note { background-color: #ffffee; } a { color: #0b5; }</mj-style><mj-breakpoint width="480px" /></mj-head>`;
    const made = await compile(`<mjml>${head}<mj-body background-color="${pick(['#ffffff', '#f4f4f4', '#d7dde5'])}" width="${pick([600, 600, 640, 700])}px">${body}${footer()}</mj-body></mjml>`);
    mails.push({name: `mjml-${number}`, html: made.html});
  }
}

async function mailgen() {
  const module = require('mailgen');
  const Mailgen = module.default || module;
  for (const theme of ['default', 'cerberus', 'neopolitan', 'salted'])
    for (let number = 0; number < 6; number++) {
      const generator = new Mailgen({theme, product: {name: 'Shop', link: 'https://shop.example/', copyright: 'Shop Ltd, all rights kept.'}, textDirection: number === 5 ? 'rtl' : 'ltr'});
      const body = {name: 'Jo Miller', intro: [sentence(), sentence()], outro: text(2), signature: 'Yours truly'};
      if (number % 2 === 0) body.action = {instructions: sentence(), button: {color: '#22bc66', text: 'Confirm your account', link: link()}};
      if (number % 3 === 0) body.table = {data: nouns.slice(0, some(1, 5)).map(n => ({item: n, description: sentence(), price: `${some(3, 80)}.00`})), columns: {customWidth: {item: '20%', price: '15%'}, customAlignment: {price: 'right'}}};
      if (number % 3 === 1) body.dictionary = {date: '24 November 2026', address: 'Long Street 4, Graz', total: `${some(10, 400)} EUR`};
      if (number === 4) body.goToAction = {text: 'Go to the board', link: link(), description: 'See your order'};
      mails.push({name: `mailgen-${theme}-${number}`, html: await generator.generate({body})});
    }
}

function foundation() {
  const {Inky} = require('inky'), cheerio = require('cheerio');
  const folder = path.dirname(require.resolve('foundation-emails/package.json'));
  const css = fs.readFileSync(path.join(folder, 'dist/foundation-emails.css'), 'utf8');
  for (const file of fs.readdirSync(path.join(folder, 'templates')).filter(f => f.endsWith('.html'))) {
    const source = fs.readFileSync(path.join(folder, 'templates', file), 'utf8').replace(/\{\{[^}]*\}\}/g, '');
    const inky = new Inky({});
    const made = inky.releaseTheKraken(source, {});
    mails.push({name: `foundation-${file.replace('.html', '')}`, html: `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>${css}</style></head><body><span class="preheader">${sentence()}</span><table class="body"><tr><td class="center" align="center" valign="top"><center>${made}</center></td></tr></table></body></html>`});
  }
}

async function react() {
  const esbuild = require('esbuild'), React = require('react'), {render} = require('@react-email/render');
  const folder = path.join(path.dirname(require.resolve('create-email/package.json')), 'template/emails');
  for (const file of fs.readdirSync(folder).filter(f => f.endsWith('.tsx'))) {
    const source = fs.readFileSync(path.join(folder, file), 'utf8').replace(/from 'react-email'/g, "from '@react-email/components'");
    const code = esbuild.transformSync(source, {loader: 'tsx', format: 'cjs', jsx: 'automatic'}).code;
    const module = {exports: {}};
    new Function('module', 'exports', 'require', code)(module, module.exports, require);
    const component = module.exports.default;
    mails.push({name: `react-${file.replace('.tsx', '')}`, html: await render(React.createElement(component, component.PreviewProps || {}))});
  }
  const c = require('@react-email/components'), e = React.createElement;
  for (let number = 0; number < 20; number++) {
    const paragraph = () => e(c.Text, {style: {fontSize: some(12, 16), lineHeight: `${some(20, 26)}px`, color: pick(['#333', '#525f7f', '#8898aa'])}}, text(some(1, 3)));
    const button = () => e(c.Button, {href: link(), style: {backgroundColor: pick(['#656ee8', '#000', '#067df7']), borderRadius: 5, color: '#fff', fontSize: 16, fontWeight: 'bold', textDecoration: 'none', textAlign: 'center', display: 'block', padding: '10px'}}, 'See the order');
    const row = () => e(c.Section, null, e(c.Row, null, e(c.Column, {style: {width: '30%'}}, e(c.Img, {src: image(90, 90), alt: `A ${pick(nouns)}`, width: 90, height: 90})), e(c.Column, null, paragraph())));
    const inner = Array.from({length: some(3, 7)}, () => pick([paragraph, button, row, () => e(c.Hr, {style: {borderColor: '#e6ebf1', margin: '20px 0'}}), () => e(c.Heading, {as: pick(['h1', 'h2'])}, sentence()), () => e(c.Markdown, null, `# ${sentence()}\n\n- ${sentence()}\n- ${sentence()}`)])());
    const tree = e(c.Html, null, e(c.Head), e(c.Preview, null, sentence()), e(c.Body, {style: {backgroundColor: '#f6f9fc', fontFamily: 'Arial,sans-serif'}}, e(c.Container, {style: {backgroundColor: '#ffffff', margin: '0 auto', padding: '20px 0 48px', maxWidth: 560}}, e(c.Section, {style: {padding: '0 48px'}}, ...inner.map((x, i) => React.cloneElement(x, {key: i}))), e(c.Text, {style: {color: '#8898aa', fontSize: 12}}, 'Shop Ltd, Long Street 4, Graz'))));
    mails.push({name: `react-${number}`, html: await render(tree)});
  }
}

for (const build of [mjml, mailgen, foundation, react])
  try { await build(); } catch (error) { console.error(`${build.name}: ${error.stack || error}`); process.exitCode = 1; }
fs.writeFileSync(process.argv[2], JSON.stringify(mails));
console.error(`${mails.length} mails`);
