/*
 * ia.js: events of a page to ia-collect. It stands as it is: no build, no dependency, no cookie.
 *
 *	<script>window.ia = window.ia || function () { (ia.q = ia.q || []).push(arguments); };</script>
 *	<script async src="https://collect.example/ia.js"></script>
 *
 *	ia('track', 'add_to_cart', { product_id: 'p17', price: 129 });	also ia.track(...), trackEvent(...)
 *	ia('identify', 'u123');		from here on; null: not any more
 *	ia('page');			by itself at the start and at each change of the route
 *	<button data-ia-event="add_to_cart" data-ia-product-id="p17">	a click is an event
 *
 * Attributes of the script: data-endpoint (default: /api/track where the script is from), data-user,
 * data-pages="off", data-anonymous="off" (no id is kept in the browser).
 *
 * An event has its id and time before it is first sent, and stays in localStorage until the collector
 * says that it is stored; what a page that went away left there, the next page sends. So an event
 * can arrive twice, with one event_id: ia-dedupe -k event_id.
 */
(function () {
	'use strict';
	const WAIT_MS = 300, BATCH = 20, BYTES = 60000; // browsers send 64 KiB at most as a page goes
	const KEPT = 1000, BACK_OFF_MS = 60000, ALIVE_MS = 10000, DEAD_MS = 150000;
	const script = document.currentScript || document.querySelector('script[src$="ia.js"]') || {};
	const options = script.dataset || {};
	const endpoint = options.endpoint || new URL('/api/track', script.src || location.href).href;
	const early = window.ia && window.ia.q || [];

	let queue = [], flying = 0, failures = 0, timer = 0, user = options.user || null, route = null;
	let tab = uuid(), number = 0, me = null;

	function uuid() {
		if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
		const hex = n => Math.floor(Math.random() * 65536 ** n).toString(16).padStart(4 * n, '0');
		return [2, 1, 1, 1, 3].map(hex).join('-');
	}

	// localStorage may be full, forbidden, or not there: then the queue is in memory only.
	const store = {
		get(key) { try { return localStorage.getItem(key); } catch (e) { return null; } },
		set(key, value) { try { localStorage.setItem(key, value); return true; } catch (e) { return false; } },
		drop(key) { try { localStorage.removeItem(key); } catch (e) { /* it is not there */ } },
		keys() { try { return Object.keys(localStorage); } catch (e) { return []; } },
	};

	function anonymous() {
		if (options.anonymous === 'off') return undefined;
		if (!me) {
			me = store.get('ia.anonymous') || uuid();
			store.set('ia.anonymous', me);
		}
		return me;
	}

	// Each page has keys of its own, so that no two send the same.
	function keep(text) {
		const item = { text, key: 'ia.e.' + tab + '.' + number++, size: new Blob([text]).size + 1 };
		if (queue.length < KEPT) store.set(item.key, text);
		queue.push(item);
	}

	function alive() {
		if (queue.length) store.set('ia.t.' + tab, Date.now());
	}

	// What pages left that are gone: they took their mark away, or did not renew it.
	function adopt() {
		for (const key of store.keys()) {
			const owner = key.slice(5, 41), text = /^ia\.e\./.test(key) && store.get(key);
			if (!text || owner === tab || Date.now() - store.get('ia.t.' + owner) < DEAD_MS) continue;
			store.drop(key);
			keep(text);
		}
	}

	function schedule(ms) {
		if (timer || !queue.length) return;
		timer = setTimeout(() => { timer = 0; flush(); }, ms);
	}

	function done(items) {
		for (const item of items) store.drop(item.key);
		queue = queue.filter(item => !items.includes(item));
		failures = 0;
	}

	function answered(items, status, text) {
		const hopeless = status === 400 || (status === 413 && items.length === 1);
		if (status === 200) console.warn('ia: some events were refused:', text);
		if (hopeless) console.error('ia: refused:', status, text, items.map(item => item.text));
		if (status === 413) items.slice(1).forEach(item => { item.alone = true; });
		if (status < 300 || hopeless) return done(items);
		if (failures === 0) console.error('ia: not stored yet, trying again:', status, text);
		if (status !== 413) failures++;
	}

	// One batch at a time; as the page goes, as many as may fly.
	function flush(last) {
		let size = 0;
		const items = [];
		if (flying && !last) return;
		for (const item of queue) {
			if (item.flies) continue;
			if (items.length && (items.length >= BATCH || size + item.size > BYTES || item.alone)) break;
			items.push(item);
			size += item.size;
			if (item.alone) break;
		}
		if (!items.length) return;
		items.forEach(item => { item.flies = true; });
		flying++;
		const body = '{"sentAt":"' + new Date().toISOString() + '","batch":[' +
			items.map(item => item.text).join(',') + ']}';
		fetch(endpoint, {
			method: 'POST', body, keepalive: size <= BYTES, credentials: 'omit',
			headers: { 'Content-Type': 'text/plain;charset=UTF-8' },
		}).then(r => r.text().then(text => answered(items, r.status, text)))
			.catch(() => { failures++; })
			.then(() => {
				flying--;
				items.forEach(item => { item.flies = false; });
				schedule(failures ? Math.min(BACK_OFF_MS, 500 * 2 ** failures) * (0.5 + Math.random()) : 0);
			});
		if (last) flush(last);
	}

	function track(name, data) {
		const own = { event: String(name), timestamp: new Date().toISOString(), event_id: uuid() };
		let text;
		if (user !== null) own.user_id = user;
		own.anonymous_id = anonymous();
		try {
			text = JSON.stringify(Object.assign({ page: location.pathname }, data, own));
		} catch (e) {
			return console.error('ia: not sent: ' + name + ':', e.message);
		}
		if (new Blob([text]).size > BYTES) return console.error('ia: not sent, too large: ' + name);
		keep(text);
		alive();
		schedule(WAIT_MS);
	}

	function identify(id) {
		user = id === null || id === undefined || id === '' ? null : id;
	}

	function page(data) {
		route = location.pathname + location.search;
		track('page_view', Object.assign({ title: document.title, referrer: document.referrer }, data));
	}

	function moved() {
		if (options.pages !== 'off' && location.pathname + location.search !== route) page();
	}

	const methods = { track, identify, page, flush: () => flush() };

	function ia(method, ...rest) {
		if (Object.keys(methods).includes(method)) methods[method](...rest);
		else console.error('ia: there is no ' + method);
	}

	window.ia = Object.assign(ia, methods);
	if (!window.trackEvent) window.trackEvent = track;
	adopt();
	schedule(0);
	moved();
	for (const call of early) ia(...call);
	setInterval(() => { alive(); adopt(); schedule(WAIT_MS); }, ALIVE_MS);

	for (const name of ['pushState', 'replaceState']) {
		const before = history[name];
		history[name] = function () {
			before.apply(this, arguments);
			moved();
		};
	}
	addEventListener('popstate', moved);
	addEventListener('online', () => { failures = 0; flush(); });
	addEventListener('click', event => {
		const at = event.target.closest && event.target.closest('[data-ia-event]');
		const data = {};
		if (!at) return;
		for (const { name, value } of at.attributes)
			if (/^data-ia-/.test(name) && name !== 'data-ia-event') data[name.slice(8).replace(/-/g, '_')] = value;
		track(at.getAttribute('data-ia-event'), data);
	}, true);
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'hidden') flush(true);
	});
	addEventListener('pagehide', () => { flush(true); store.drop('ia.t.' + tab); });
	addEventListener('pageshow', event => {
		if (!event.persisted) return;
		tab = uuid(); // what was left under the old name may be another page's by now
		const left = queue;
		queue = [];
		for (const item of left) { store.drop(item.key); keep(item.text); }
		alive();
		schedule(0);
	});
})();
