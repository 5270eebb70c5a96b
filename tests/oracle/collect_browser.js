// collect_browser: pages in a real browser, and what the collector stored of them. Needs playwright-core and chromium.
//
//	node collect_browser.js CHROMIUM ROOT
//
// Each case counts its events by a number of their own: lost and, by event_id, doubled have to be none.
'use strict';
const { chromium } = require('playwright-core');
const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const [browserPath, root] = process.argv.slice(2);
const sleep = ms => new Promise(done => setTimeout(done, ms));
const folder = 'browser-events';
let failed = 0;

function start(program, args, said) {
	return new Promise((done, fail) => {
		const p = spawn(program, args);
		let text = '';
		p.stderr.on('data', data => { text += data; if (said.test(text)) done(p); });
		p.on('exit', () => fail(new Error(program + ': ' + text)));
		if (said.test('')) done(p);
	});
}
const collector = (port, ...more) =>
	start('ia-collect', ['--output', folder, '--listen', '127.0.0.1:' + port, '--trust', '127.0.0.1', ...more], /listening/);
const end = p => new Promise(done => { p.removeAllListeners('exit'); p.on('exit', done); p.kill('SIGTERM'); });

function rows() {
	const files = fs.existsSync(folder) ? fs.readdirSync(folder).filter(name => name.startsWith('events-')) : [];
	return files.flatMap(name => fs.readFileSync(path.join(folder, name), 'utf8').split('\n').filter(Boolean).map(JSON.parse));
}

async function until(name, n, of) {
	for (let k = 0; k < 200 && new Set(of().map(row => row.event_id)).size < n; k++) await sleep(50);
	await sleep(300);
	const got = of(), ids = new Set(got.map(row => row.event_id)), counted = new Set(got.map(row => row.n));
	const good = ids.size === n && (counted.has(undefined) || counted.size === n);
	if (!good) failed++;
	console.log((good ? 'ok: ' : 'not ok: ') + name + ': ' + n + ' sent, ' + ids.size + ' stored, lost ' + (n - ids.size) +
		', lines that came twice with one event_id ' + (got.length - ids.size));
}
const of = event => () => rows().filter(row => row.event === event);
const track = (page, event, from, n) => page.evaluate(([event, from, n]) => {
	for (let k = 0; k < n; k++) window.ia('track', event, { n: from + k });
}, [event, from, n]);

async function run() {
	const port = 20000 + process.pid % 20000, pages = port + 1;
	const url = 'http://127.0.0.1:' + pages;
	let c = await collector(port);
	const server = spawn('/usr/bin/python3', [root + '/examples/collect/serve.py', String(pages), String(port)]);
	const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
	const context = await browser.newContext();
	try {
		await sleep(700);
		let page = await context.newPage();
		await page.goto(url + '/');
		await page.click('#buy');
		await until('the page with a button, without ia.js', 1, of('add_to_cart'));

		await page.goto(url + '/shop.html');
		await until('a call before the script is there', 1, of('view_item'));
		await page.click('text=Add to cart');
		await until('a click without code', 2, of('add_to_cart'));
		await page.click('text=To the checkout');
		await page.click('#paid');
		await until('pay', 1, of('pay'));
		await until('the first page and three changes of the route', 4, of('page_view'));

		await end(c);
		await track(page, 'down', 0, 30);
		await sleep(1500);
		c = await collector(port);
		await until('the collector down and up again', 30, of('down'));

		await end(c);
		const other = await context.newPage();
		await other.goto(url + '/shop.html');
		await track(page, 'tabs', 0, 25);
		await track(other, 'tabs', 100, 25);
		await sleep(800);
		c = await collector(port);
		await until('two tabs', 50, of('tabs'));
		await other.close();

		await page.evaluate(() => {
			for (let size = 1 << 20; size >= 1; size >>= 1)
				try { for (let k = 0; ; k++) localStorage.setItem('full' + size + '.' + k, 'x'.repeat(size)); } catch (e) { /* full */ }
		});
		await track(page, 'full', 0, 30);
		await until('localStorage is full', 30, of('full'));
		await page.evaluate(() => localStorage.clear());

		for (let k = 0; k < 10; k++) {
			await track(page, 'closed', k, 1);
			await page.close({ runBeforeUnload: k % 2 === 1 });
			page = await context.newPage();
			await page.goto(url + '/shop.html');
		}
		await until('pages that are closed at once', 10, of('closed'));

		await end(c);
		await track(page, 'gone', 0, 10);
		await page.goto('about:blank');
		await sleep(300);
		c = await collector(port);
		await page.goto(url + '/shop.html');
		await until('a page that goes while the collector is down', 10, of('gone'));

		await page.goto(url + '/');
		await page.addScriptTag({ url: 'http://127.0.0.1:' + port + '/ia.js' });
		await track(page, 'other', 0, 10);
		await sleep(1500);
		await until('another origin that is not on the list: not stored', 0, of('other'));
		await end(c);
		c = await collector(port, '--origin', url);
		await until('another origin that is on the list', 10, of('other'));
	} finally {
		await browser.close();
		server.kill();
		await end(c);
	}
}
run().then(() => process.exit(failed ? 1 : 0), error => { console.log('not ok:', error); process.exit(1); });
