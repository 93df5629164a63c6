/* 查找页：读入 data.js，按文字和各项条件筛选。没有别的脚本，也不连网络。 */
(function () {
  'use strict';
  var STEP = 100;
  var FIELDS = ['q', 'light', 'status', 'list', 'unit', 'leader', 'category'];
  var form = document.getElementById('filters');
  var found = document.getElementById('found');
  var table = document.getElementById('results');
  var further = document.getElementById('further');
  var inside = document.getElementById('data');
  var data = null, rows = [], hits = [], shown = 0, timer = 0;

  function field(name) { return form.elements[name]; }

  function element(name, text, look) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    if (look) made.className = look;
    return made;
  }

  function option(select, word) {
    var made = element('option', word);
    made.value = word;
    select.appendChild(made);
  }

  function offer(name, words) {
    var select = field(name), seen = {};
    words.forEach(function (word) { if (word && !seen[word]) { seen[word] = true; option(select, word); } });
    select.parentNode.hidden = select.options.length < 2;
  }

  function collated(words) { return words.slice().sort(function (a, b) { return a.localeCompare(b, 'zh-CN'); }); }

  function names(list, places) { return places.map(function (place) { return list[place]; }); }

  function prepare(row) {
    var leads = names(data.units, row[6]), supports = names(data.units, row[7]);
    var leaders = names(data.leaders, row[8]), light = data.lights.length ? data.lights[row[9]] : null;
    var category = data.categories[row[5]], list = data.lists[row[4]], status = data.statuses[row[11]];
    return {
      page: row[0] || row[1], number: row[2], text: row[3], list: list, category: category.split('，')[0],
      leads: leads, units: leads.concat(supports), leaders: leaders, light: light, why: row[10],
      status: status, rate: row[12], latest: row[13],
      hay: [row[1], '第' + row[2] + '项', row[3], list, category, leads.join('、'), supports.join('、'),
        leaders.join('、'), row[10], row[13]].join('\n').toLowerCase()
    };
  }

  function wanted() {
    var asked = {};
    FIELDS.forEach(function (name) { asked[name] = field(name).value.trim(); });
    asked.words = asked.q.toLowerCase().split(/\s+/).filter(Boolean);
    return asked;
  }

  function fits(row, asked) {
    if (asked.light && row.light[0] !== asked.light) return false;
    if (asked.status && row.status[0] !== asked.status) return false;
    if (asked.list && row.list !== asked.list) return false;
    if (asked.unit && row.units.indexOf(asked.unit) < 0) return false;
    if (asked.leader && row.leaders.indexOf(asked.leader) < 0) return false;
    if (asked.category && row.category !== asked.category) return false;
    return asked.words.every(function (word) {
      return /^\d+$/.test(word) && String(row.number) === word || row.hay.indexOf(word) >= 0;
    });
  }

  /* The number a reader types is most likely the task's own: it comes first. */
  function ordered(list, asked) {
    var first = asked.words.filter(function (word) { return /^\d+$/.test(word); })[0];
    if (!first) return list;
    var own = list.filter(function (row) { return String(row.number) === first; });
    return own.concat(list.filter(function (row) { return String(row.number) !== first; }));
  }

  function marked(parent, text, words) {
    var low = text.toLowerCase(), at = 0;
    if (low.length !== text.length) words = [];
    while (at < text.length) {
      var next = -1, size = 0;
      words.forEach(function (word) {
        var place = low.indexOf(word, at);
        if (place >= 0 && (next < 0 || place < next)) { next = place; size = word.length; }
      });
      if (next < 0) break;
      parent.appendChild(document.createTextNode(text.slice(at, next)));
      parent.appendChild(element('mark', text.slice(next, next + size)));
      at = next + size;
    }
    parent.appendChild(document.createTextNode(text.slice(at)));
    return parent;
  }

  function cut(text, size) { return text.length > size ? text.slice(0, size - 1) + '…' : text; }

  function line(row, words) {
    var made = element('tr'), lamp = row.light || row.status, cell;
    cell = element('td', '', 'no');
    if (data.lists.length > 1) cell.appendChild(element('span', cut(row.list, 8), 'listed'));
    cell.appendChild(document.createTextNode(' ' + row.number));
    made.appendChild(cell);
    cell = element('td', '', 'lamp');
    cell.appendChild(element('span', lamp[0], 'chip l-' + lamp[1]));
    made.appendChild(cell);
    cell = element('th');
    cell.scope = 'row';
    var link = element('a');
    link.href = inside ? '#task/' + row.page : 'task/' + row.page + '.html';
    cell.appendChild(marked(link, cut(row.text, 120), words));
    if (row.why) cell.appendChild(marked(element('span', '', 'why'), row.why, words));
    made.appendChild(cell);
    cell = element('td');
    cell.dataset.head = '最近进展';
    made.appendChild(marked(cell, cut(row.latest, 100), words));
    cell = element('td');
    cell.dataset.head = '牵头单位';
    made.appendChild(marked(cell, row.leads.join('、'), words));
    return made;
  }

  function show(words) {
    var part = document.createDocumentFragment();
    hits.slice(shown, shown + STEP).forEach(function (row) { part.appendChild(line(row, words)); });
    table.tBodies[0].appendChild(part);
    shown = Math.min(shown + STEP, hits.length);
    further.hidden = shown >= hits.length;
  }

  function search() {
    var asked = wanted();
    hits = ordered(rows.filter(function (row) { return fits(row, asked); }), asked);
    shown = 0;
    table.tBodies[0].textContent = '';
    table.hidden = !hits.length;
    found.textContent = hits.length ? '找到' + hits.length + '项' + (hits.length < rows.length ? '（共' + rows.length + '项）' : '') + '。'
      : '没有符合条件的任务。少写几个字，或点“清除”。';
    show(asked.words);
  }

  function query() {
    var hash = location.hash.indexOf('?') >= 0 ? location.hash.slice(location.hash.indexOf('?')) : '';
    return new URLSearchParams(inside ? hash : location.search);
  }

  function fill() {
    var asked = query();
    FIELDS.forEach(function (name) {
      var value = asked.get(name) || '', input = field(name);
      input.value = value;
      if (input.value !== value) input.value = '';
    });
  }

  function remember() {
    var asked = new URLSearchParams();
    FIELDS.forEach(function (name) { if (field(name).value) asked.set(name, field(name).value); });
    var text = asked.toString();
    var to = inside ? '#search' + (text ? '?' + text : '') : location.pathname + (text ? '?' + text : '');
    try { history.replaceState(null, '', to); } catch (refused) { /* some browsers refuse this for files */ }
  }

  function start(text) {
    data = JSON.parse(text);
    rows = data.rows.map(prepare);
    offer('light', data.lights.map(function (light) { return light[0]; }));
    offer('status', data.statuses.map(function (status) { return status[0]; }));
    offer('list', data.lists);
    offer('unit', collated(data.units));
    offer('leader', collated(data.leaders));
    offer('category', data.categories.map(function (name) { return name.split('，')[0]; }));
    if (!data.lights.length) table.tHead.rows[0].cells[1].textContent = '状态';
    fill();
    search();
    form.addEventListener('input', function () {
      clearTimeout(timer);
      timer = setTimeout(function () { remember(); search(); }, 120);
    });
    form.addEventListener('submit', function (event) { event.preventDefault(); remember(); search(); });
    form.addEventListener('reset', function () { setTimeout(function () { remember(); search(); }, 0); });
    further.addEventListener('click', function () {
      var first = shown;
      show(wanted().words);
      var row = table.tBodies[0].rows[first];
      if (row) row.querySelector('a').focus();
    });
  }

  if (inside) {
    start(inside.textContent);
    window.taizhangAgain = function () { fill(); search(); };
    return;
  }
  window.taizhang = start;
  var script = document.createElement('script');
  script.src = 'data.js';
  script.onerror = function () { found.textContent = '读不到 data.js：它要和这个网页放在同一个文件夹里。'; };
  document.body.appendChild(script);
})();
