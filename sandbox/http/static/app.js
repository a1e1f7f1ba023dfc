'use strict';
// The page works without this script; it adds keys, live rows and copying. No library, no build.
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const page = document.body.dataset;

// --- saying things

let hush;
function say(text) {
  const said = $('#said');
  said.textContent = text;
  said.classList.add('on');
  clearTimeout(hush);
  hush = setTimeout(() => said.classList.remove('on'), 2200);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied ${text.length > 60 ? text.slice(0, 57) + '…' : text}`);
  } catch {
    say('The browser does not allow copying here');
  }
}

// --- times of the reader's own zone

function clock(root = document) {
  const today = new Date().toDateString();
  for (const time of $$('time', root)) {
    const at = new Date(time.dateTime);
    time.title = at.toLocaleString();
    if ('full' in time.dataset) time.textContent = at.toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' });
    else if (at.toDateString() === today) time.textContent = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    else time.textContent = at.toLocaleDateString([], { month: 'short', day: 'numeric' });
  }
}

// --- theme

const THEMES = ['system', 'light', 'dark'];
function theme() {
  return document.documentElement.dataset.theme || 'system';
}
function nextTheme() {
  const name = THEMES[(THEMES.indexOf(theme()) + 1) % 3];
  if (name === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  try { localStorage.setItem('theme', name); } catch { /* kept for this page only */ }
  nameTheme();
  say(`Theme: ${name}`);
}
function nameTheme() {
  for (const place of $$('[data-theme-name]')) place.textContent = theme()[0].toUpperCase() + theme().slice(1);
}

// --- the list

const list = $('#rows');
const rows = () => $$('a.row', list || document);
const items = () => $$('li.item', list || document);

async function chips(of) {
  const wanted = of.filter((item) => !('chipped' in item.dataset)).slice(0, 60);
  if (!wanted.length) return;
  for (const item of wanted) item.dataset.chipped = '';
  const answer = await fetch('/page/chips?ids=' + wanted.map((item) => item.dataset.id).join(','));
  if (!answer.ok) return;
  const found = await answer.json();
  for (const item of wanted) {
    const place = $('.chips', item);
    for (const chip of found[item.dataset.id] || []) {
      const span = document.createElement('span');
      span.className = 'chip ' + chip.kind;
      span.textContent = chip.text;
      place.append(span);
    }
  }
}

function within(html) {
  const holder = document.createElement('template');
  holder.innerHTML = html; // rendered by the server with every word escaped
  return [...holder.content.querySelectorAll('li.item')];
}

async function newer() {
  const top = items()[0]?.dataset.seq || 0;
  const answer = await fetch('/page/rows?' + new URLSearchParams({ newer: top, inbox: page.inbox || '' }));
  if (!answer.ok) return;
  const fresh = within(await answer.text()).filter((item) => !$(`li[data-id="${item.dataset.id}"]`, list));
  if (!fresh.length) return;
  list.prepend(...fresh);
  $('#empty').hidden = true;
  for (const old of items().slice(500)) old.remove();
  clock(list);
  chips(fresh);
}

async function older(link) {
  const last = items().at(-1);
  const place = page.query ? { query: page.query, start: items().length } : { older: last.dataset.seq, inbox: page.inbox || '' };
  const ask = new URLSearchParams(place);
  const answer = await fetch('/page/rows?' + ask);
  if (!answer.ok) return say('The older mails did not come');
  const more = within(await answer.text());
  list.append(...more);
  clock(list);
  chips(more);
  if (answer.headers.get('X-More') !== '1') link.closest('.more').remove();
  $('a.row', more[0])?.focus();
}

function listen() {
  const light = $('[data-live]');
  const source = new EventSource('/events');
  source.onopen = () => { light.dataset.live = 'on'; light.textContent = 'Live'; };
  source.onerror = () => { light.dataset.live = 'off'; light.textContent = 'Away'; };
  source.addEventListener('change', (event) => {
    const change = JSON.parse(event.data);
    for (const id of change.deleted) $(`li[data-id="${CSS.escape(id)}"]`, list)?.remove();
    for (const [name, value] of Object.entries(change.counts)) {
      for (const place of $$(`[data-count="${name}"]`)) place.textContent = value;
    }
    if (change.all) return location.reload();
    if (change.new && page.query) $('.news').hidden = false;
    else if (change.new) newer();
    if (!items().length) $('#empty').hidden = false;
  });
  addEventListener('pagehide', () => source.close());
}

// --- deleting

async function remove(ids) {
  const answer = await fetch('/api/v1/messages', {
    method: 'DELETE', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ IDs: ids }),
  });
  if (!answer.ok) say('It could not be deleted');
  return answer.ok;
}

async function removeRow(row) {
  const item = row?.closest('li');
  if (!item) return;
  const next = item.nextElementSibling || item.previousElementSibling;
  if (!(await remove([item.dataset.id]))) return;
  item.remove();
  $('a.row', next || document.createElement('i'))?.focus();
  say('Deleted');
}

async function removeOpen() {
  if (await remove([page.id])) location.href = page.older || page.back;
}

function clear() {
  const sure = $('#sure');
  sure.returnValue = '';
  sure.showModal();
  sure.onclose = async () => {
    if (sure.returnValue === 'yes' && (await remove([]))) location.href = '/';
  };
}

// --- one mail

function show(name) {
  for (const part of ['clean', 'marked']) $('#' + part).hidden = part !== name;
  for (const button of $$('[data-show]')) button.setAttribute('aria-pressed', button.dataset.show === name);
}

function width(name) {
  $('[data-stage]').dataset.stage = name;
  for (const button of $$('[data-width]')) button.setAttribute('aria-pressed', button.dataset.width === name);
}

// --- hands on the page

const deeds = {
  theme: nextTheme,
  keys: () => $('#keys').showModal(),
  clear,
  delete: removeOpen,
  reload: () => location.reload(),
  side: (button) => {
    const open = $('#side').classList.toggle('open');
    button.setAttribute('aria-expanded', open);
  },
};

document.addEventListener('click', (event) => {
  const button = event.target.closest('button, a[data-more]');
  if (!button) {
    for (const menu of $$('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
    return;
  }
  const { copy: text, copyFrom, do: deed, show: part, width: size } = button.dataset;
  if ('more' in button.dataset) { event.preventDefault(); older(button); }
  else if (text) copy(text);
  else if (copyFrom) copy($('#' + copyFrom).textContent);
  else if (part) show(part);
  else if (size) width(size);
  else if (deed) deeds[deed](button);
});

function step(by) {
  if (page.page === 'mail') {
    const target = by > 0 ? page.older : page.newer;
    if (target) location.href = target;
    return;
  }
  const all = rows(), at = all.indexOf(document.activeElement);
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  '/': () => { $('input[name=query]') ? $('input[name=query]').select() : (location.href = '/#search'); },
  d: () => (page.page === 'mail' ? removeOpen() : removeRow(document.activeElement)),
  u: () => { if (page.back) location.href = page.back; },
  c: () => { const code = $('[data-code]'); if (code) copy(code.textContent); },
  t: nextTheme,
  '?': () => $('#keys').showModal(),
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $('dialog[open]')) return;
  if (event.target.matches('input, textarea, select')) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  const tab = /^[1-9]$/.test(event.key) && $(`[data-tab="${event.key}"]`);
  if (tab) { location.href = tab.href; return; }
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});

clock();
nameTheme();
$('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
if (list) {
  chips(items());
  listen();
  if (location.hash === '#search') $('input[name=query]').focus();
}
