/* The charts, drawn again in ink on paper before printing. */
(function () {
  'use strict';
  var data = JSON.parse(document.getElementById('data').textContent);
  var dark = window.matchMedia ? matchMedia('(prefers-color-scheme: dark)') : {matches: false};
  var symbols = ['circle', 'diamond', 'rect', 'triangle', 'roundRect', 'pin', 'arrow'];
  var light = {ink: '#1d2433', line: '#d9dee8', palette: ['#2458a6', '#c2571a', '#2f7d4f', '#8a3b8f', '#8a6d1b', '#0f7c8a', '#a3304f', '#545b69'], lost: '#b2182b', gained: '#4393c3'};
  var night = {ink: '#e8ebf2', line: '#333c4d', palette: ['#8ab4f8', '#f0a06a', '#7fcf9f', '#d79be0', '#d9c06a', '#6fd0dd', '#f08fa8', '#b8c0cf'], lost: '#e0616f', gained: '#6fb3dd'};
  var printing = false;
  var charts = [];

  function theme() { return dark.matches && !printing ? night : light; }
  function known(x) { return x !== undefined && x !== null; }
  function escape(text) {
    var box = document.createElement('div');
    box.textContent = text;
    return box.innerHTML;
  }
  /* Names without the method, where all variants that have one have the same. */
  var methods = data.variants.map(function (v) { return v.name.split(' · ')[1]; }).filter(function (m, i, all) { return m && all.indexOf(m) === i; });
  function brief(name) { return methods.length === 1 ? name.replace(' · ' + methods[0], '') : name; }
  function short(text) { return text.length > 28 ? text.slice(0, 27) + '…' : text; }
  function axis(name, extra) {
    var t = theme(), given = extra || {};
    var out = {name: name, nameLocation: 'middle', nameTextStyle: {color: t.ink}, axisLine: {lineStyle: {color: t.line}}, splitLine: {lineStyle: {color: t.line}}};
    Object.keys(given).forEach(function (key) { out[key] = given[key]; });
    out.axisLabel = Object.assign({color: t.ink, hideOverlap: true}, given.axisLabel);
    return out;
  }
  function legend() {
    return {type: 'scroll', top: 0, textStyle: {color: theme().ink}, pageTextStyle: {color: theme().ink}, pageIconColor: theme().ink};
  }
  /* The series with labels off where one that comes before is in the way. */
  function thinned(drawn, series) {
    var taken = [];
    return series.map(function (s) {
      return !s.label ? {} : {data: s.data.map(function (point) {
        if (point.label && !point.label.show) { return point; }
        var at = drawn.convertToPixel({xAxisIndex: 0, yAxisIndex: 0}, point.value), half = 3.2 * short(brief(point.text)).length;
        var top = at[1] + (s.label.position === 'top' ? -20 : 7), left = at[0] - half, right = at[0] + half;
        var free = taken.every(function (t) { return right < t.left || left > t.right || top + 13 < t.top || top > t.top + 13; });
        if (free) { taken.push({left: left, right: right, top: top}); }
        return Object.assign({}, point, {label: {show: free}});
      })};
    });
  }
  /* Keeps a chart: option is called whenever it has to be drawn. */
  function chart(box, option) {
    var kept = {box: box, of: echarts.init(box, null, {renderer: 'svg'})};
    kept.draw = function () {
      var o = option();
      o.animation = false;
      if (o.tooltip) { o.tooltip.confine = true; }
      o.textStyle = {fontFamily: 'system-ui, sans-serif', color: theme().ink};
      o.color = theme().palette;
      kept.of.setOption(o, true);
      if (o.series.some(function (s) { return s.label; })) { kept.of.setOption({series: thinned(kept.of, o.series)}); }
    };
    kept.draw();
    charts.push(kept);
    return kept;
  }
  function instead(box, text) {
    box.textContent = text;
    box.className = 'note';
    box.removeAttribute('role');
    box.removeAttribute('aria-label');
  }
  function models(list) {
    return list.map(function (v) { return v.model; }).filter(function (m, i, all) { return all.indexOf(m) === i; });
  }
  function percent(x) { return x.toFixed(1) + ' %'; }
  function power(x) {
    return x >= 1e4 || x < 1e-3 ? x.toExponential(0) : String(Number(x.toPrecision(2)));
  }
  function label(position) {
    return {show: true, position: position, color: theme().ink, fontSize: 11, formatter: function (p) { return short(brief(p.data.text)); }};
  }
  function box(id) { return document.getElementById(id); }
  /* The model that keeps most has its labels above, the others below: they are in each other's way less. */
  function side(model, variants) {
    var best = models(variants).map(function (m) {
      var of = variants.filter(function (v) { return v.model === m && !v.baseline; });
      return {model: m, mean: of.reduce(function (sum, v) { return sum + v.recovery; }, 0) / Math.max(1, of.length)};
    }).sort(function (a, b) { return b.mean - a.mean; })[0];
    return best.model === model ? 'top' : 'bottom';
  }
  /* Recovery far below is of no use in a choice and would flatten the rest. */
  function floor(values) {
    return Math.max(0, Math.floor((Math.min.apply(null, values) - 2) / 5) * 5);
  }
  function ceiling(values) { return Math.max.apply(null, values) + 3; }
  function recoveryAxis(name, values) {
    return axis(name, {type: 'value', nameGap: 40, scale: true, min: floor(values), max: ceiling(values), axisLabel: {showMaxLabel: false}});
  }

  function front() {
    var at = box('front-chart');
    if (!at) { return; }
    var cost = 'bits';
    var all = data.variants.filter(function (v) { return known(v.recovery) && known(v.bits) && known(v.bytes); });
    if (all.length === 0) { return instead(at, 'No variant has figures yet.'); }
    function x(v) { return cost === 'bits' ? v.bits : v.bytes / 1048576; }
    function interval(v) { return known(v.low) && known(v.high); }
    var values = [];
    all.forEach(function (v) {
      values.push(v.recovery);
      if (interval(v) && (v.frontBits || v.frontBytes)) { values.push(v.low, v.high); }
    });
    var kept = chart(at, function () {
      var series = [];
      models(all).forEach(function (model, i) {
        var of = all.filter(function (v) { return v.model === model; });
        var on = of.filter(function (v) { return cost === 'bits' ? v.frontBits : v.frontBytes; }).sort(function (a, b) { return x(a) - x(b); });
        series.push({name: model, type: 'scatter', symbol: symbols[i % symbols.length], symbolSize: 10, color: theme().palette[i % 8],
          label: label(side(model, all)), z: 3,
          data: of.map(function (v) {
            var best = on.indexOf(v) >= 0;
            return {value: [x(v), v.recovery], text: v.name, of: v, label: {show: best || v.baseline}, itemStyle: {opacity: best || v.baseline ? 1 : 0.45}};
          })});
        series.push({name: model, type: 'custom', color: theme().palette[i % 8], silent: true, tooltip: {show: false}, clip: true,
          encode: {x: 0, y: [1, 2]}, renderItem: function (params, api) {
            var low = api.coord([api.value(0), api.value(1)]), high = api.coord([api.value(0), api.value(2)]);
            return {type: 'line', shape: {x1: low[0], y1: low[1], x2: high[0], y2: high[1]}, style: {stroke: theme().palette[i % 8], lineWidth: 2, opacity: 0.45}};
          }, data: on.filter(interval).map(function (v) { return [x(v), v.low, v.high]; })});
        series.push({name: model, type: 'line', step: 'end', symbol: 'none', color: theme().palette[i % 8], lineStyle: {width: 1.5, opacity: 0.7},
          tooltip: {show: false}, silent: true, data: on.map(function (v) { return [x(v), v.recovery]; })});
      });
      return {
        legend: legend(), grid: {left: 56, right: 28, top: 40, bottom: 52},
        tooltip: {formatter: function (p) {
          var v = p.data.of;
          return escape(v.model) + '<br><b>' + escape(v.name) + '</b><br>recovery ' + percent(v.recovery) + (interval(v) ? ' (' + v.low.toFixed(1) + ' to ' + v.high.toFixed(1) + ')' : '') +
            '<br>' + v.bits.toFixed(2) + ' bits per weight, ' + (v.bytes / 1048576).toFixed(1) + ' MiB';
        }},
        xAxis: axis(cost === 'bits' ? 'stored bits per weight' : 'MiB of all stored tensors', {type: 'value', nameGap: 30, scale: cost !== 'bits', min: cost === 'bits' ? 0 : undefined}),
        yAxis: recoveryAxis('mean recovery, %', values),
        series: series
      };
    });
    Array.prototype.forEach.call(document.querySelectorAll('input[name=cost]'), function (input) {
      input.addEventListener('change', function () { cost = input.value; kept.draw(); });
    });
  }

  function bits() {
    var at = box('bits-chart');
    if (!at) { return; }
    var all = data.variants.filter(function (v) { return known(v.recovery) && v.kind; });
    if (all.length === 0) { return instead(at, 'No quantized variant has figures yet.'); }
    var kinds = [];
    Array.prototype.forEach.call(document.querySelectorAll('#bits tbody th'), function (th) { kinds.push(th.textContent); });
    chart(at, function () {
      return {
        legend: legend(), grid: {left: 56, right: 24, top: 40, bottom: 40},
        tooltip: {formatter: function (p) { return escape(p.seriesName) + '<br><b>' + escape(p.data.text) + '</b><br>' + escape(p.data.part) + '<br>recovery ' + percent(p.value[1]); }},
        xAxis: axis('', {type: 'category', data: kinds, axisLabel: {interval: 0, hideOverlap: false, rotate: kinds.length > 8 ? 40 : 0}, axisTick: {show: false}}),
        yAxis: recoveryAxis('mean recovery, %', all.map(function (v) { return v.recovery; })),
        series: models(all).map(function (model, i, list) {
          return {name: model, type: 'scatter', symbol: symbols[i % symbols.length], symbolSize: 10, itemStyle: {opacity: 0.8},
            symbolOffset: [(i - (list.length - 1) / 2) * 12, 0],
            data: all.filter(function (v) { return v.model === model; }).map(function (v) { return {value: [v.kind, v.recovery], text: v.name, part: v.part}; })};
        })
      };
    });
  }

  function scatter() {
    var at = box('scatter-chart'), select = box('scatter-task');
    if (!at) { return; }
    var measured = data.variants.filter(function (v) { return known(v.perplexity) && known(v.benchmarks); });
    if (measured.length === 0) {
      select.parentNode.parentNode.hidden = true;
      return instead(at, 'This needs a task that measures perplexity and another one, finished by the same variants.');
    }
    var byTask = {};
    data.cells.forEach(function (c) {
      if (c.kind !== 'rolling' && known(c.recovery)) { (byTask[c.t] = byTask[c.t] || []).push(c); }
    });
    Object.keys(byTask).forEach(function (t) {
      var option = document.createElement('option');
      option.value = t;
      option.textContent = data.tasks[t];
      select.appendChild(option);
    });
    function points() {
      if (select.value === '') {
        return measured.map(function (v) { return {v: v, y: v.benchmarks}; });
      }
      return byTask[select.value].map(function (c) { return {v: data.variants[c.v], y: c.recovery}; }).filter(function (p) { return known(p.v.perplexity); });
    }
    var kept = chart(at, function () {
      var all = points();
      var low = Math.min.apply(null, all.map(function (p) { return p.v.perplexity; })), high = Math.max.apply(null, all.map(function (p) { return p.v.perplexity; }));
      return {
        legend: legend(), grid: {left: 56, right: 28, top: 40, bottom: 52},
        tooltip: {formatter: function (p) { return escape(p.seriesName) + '<br><b>' + escape(p.data.text) + '</b><br>perplexity ' + p.value[0].toFixed(2) + ', recovery ' + percent(p.value[1]); }},
        xAxis: high > 8 * low
          ? axis('word perplexity', {type: 'log', nameGap: 30, min: Number((low / 1.1).toPrecision(2)), max: Number((high * 1.1).toPrecision(2)), axisLabel: {formatter: power}})
          : axis('word perplexity', {type: 'value', nameGap: 30, scale: true}),
        yAxis: recoveryAxis('recovery, %', all.map(function (p) { return p.y; })),
        series: models(all.map(function (p) { return p.v; })).map(function (model, i) {
          return {name: model, type: 'scatter', symbol: symbols[i % symbols.length], symbolSize: 10, label: label(side(model, measured)),
            data: all.filter(function (p) { return p.v.model === model; }).map(function (p) { return {value: [p.v.perplexity, p.y], text: p.v.name}; })};
        })
      };
    });
    select.addEventListener('change', function () { kept.draw(); });
  }

  function flips() {
    var at = box('flips-chart');
    if (!at) { return; }
    var all = data.variants.filter(function (v) { return known(v.lost); });
    if (all.length === 0) { return instead(at, 'No task of this sweep has right and wrong answers to compare.'); }
    var many = models(all).length > 1;
    at.style.height = (90 + 22 * all.length) + 'px';
    chart(at, function () {
      var t = theme();
      return {
        legend: legend(), grid: {left: 28, right: 32, top: 36, bottom: 44, containLabel: true},
        tooltip: {trigger: 'axis', axisPointer: {type: 'shadow'}, formatter: function (ps) {
          return escape(ps[0].name) + ps.map(function (p) { return '<br>' + escape(p.seriesName) + ' ' + percent(Math.abs(p.value)); }).join('');
        }},
        xAxis: axis('% of compared items', {type: 'value', nameGap: 28, axisLabel: {formatter: function (v) { return Math.abs(v); }}}),
        yAxis: axis('', {type: 'category', data: all.map(function (v) { return (many ? v.model + ' · ' : '') + brief(v.name); }), inverse: true, axisTick: {show: false},
          axisLabel: {interval: 0, hideOverlap: false, width: at.clientWidth < 500 ? 130 : 300, overflow: 'truncate'}}),
        series: [
          {name: 'lost', type: 'bar', stack: 'flips', itemStyle: {color: t.lost}, data: all.map(function (v) { return -v.lost; })},
          {name: 'gained', type: 'bar', stack: 'flips', itemStyle: {color: t.gained}, data: all.map(function (v) { return v.gained; })}
        ]
      };
    });
  }

  function largest(range) { return range && known(range.min) && known(range.max) ? Math.max(-range.min, range.max) : null; }
  function layers() {
    Array.prototype.forEach.call(document.querySelectorAll('.chart.layers'), function (at) {
      var model = data.layers.filter(function (m) { return m.name === at.getAttribute('data-model'); })[0];
      var modules = model.layers.map(function (l) { return l.module; }).filter(function (m, i, all) { return all.indexOf(m) === i; });
      var inputs = model.layers.some(function (l) { return largest(l.inputs) > 0; });
      var wide = at.clientWidth > 760;
      if (inputs && !wide) { at.style.height = '40rem'; }
      function series(which, grid) {
        return modules.map(function (module, i) {
          return {name: module, type: 'line', xAxisIndex: grid, yAxisIndex: grid, symbolSize: 5, lineStyle: {width: 1.5}, color: theme().palette[i % 8],
            data: model.layers.filter(function (l) { return l.module === module && largest(l[which]) > 0; }).map(function (l) {
              var r = l[which];
              return {value: [l.block, largest(r)], of: l, range: r, symbol: r.mark ? 'diamond' : symbols[0], symbolSize: r.mark ? 15 : 4,
                itemStyle: r.mark ? {borderColor: theme().ink, borderWidth: 1.5} : {}};
            })};
        });
      }
      chart(at, function () {
        var both = inputs;
        var grids = !both ? [{left: 56, right: 24, top: 48, bottom: 48}]
          : wide ? [{left: 56, width: '40%', top: 56, bottom: 48}, {left: '56%', right: 20, top: 56, bottom: 48}]
          : [{left: 56, right: 16, top: 64, height: '34%'}, {left: 56, right: 16, top: '58%', height: '34%'}];
        return {
          legend: legend(), grid: grids,
          tooltip: {formatter: function (p) {
            var r = p.data.range;
            return escape(p.data.of.name) + '<br>' + power(r.min < 0 ? -r.min : r.min).replace(/^/, r.min < 0 ? '-' : '') + ' to ' + power(r.max) +
              '<br>99.9 % below ' + power(r.most) + (known(r.channel) ? '<br>largest channel ' + r.channel.toFixed(1) + ' times the median' : '') + (r.mark ? '<br><b>stands out</b>' : '');
          }},
          xAxis: grids.map(function (g, i) { return axis('decoder layer', {gridIndex: i, type: 'value', nameGap: 28, minInterval: 1, min: 'dataMin', max: 'dataMax'}); }),
          yAxis: grids.map(function (g, i) {
            var all = model.layers.map(function (l) { return largest(i ? l.inputs : l.weights); }).filter(function (x) { return x > 0; });
            return axis(i ? 'largest input' : 'largest weight', {gridIndex: i, type: 'log', nameGap: 42, axisLabel: {formatter: power},
              min: Number((Math.min.apply(null, all) / 1.3).toPrecision(1)), max: Number((Math.max.apply(null, all) * 1.3).toPrecision(1))});
          }),
          series: series('weights', 0).concat(both ? series('inputs', 1) : [])
        };
      });
    });
  }

  front();
  bits();
  scatter();
  flips();
  layers();

  /* Paper has another size than the window, which the boxes only take on after beforeprint: that of style.css, 18 cm wide. */
  function fit(c) {
    c.of.resize({width: printing ? 680 : 'auto', height: printing && !c.box.style.height ? 288 : 'auto'});
  }
  function redraw() { charts.forEach(function (c) { fit(c); c.draw(); }); }
  window.addEventListener('resize', function () { if (!printing) { redraw(); } });
  window.addEventListener('beforeprint', function () { printing = true; redraw(); });
  window.addEventListener('afterprint', function () { printing = false; redraw(); });
  if (dark.addEventListener) { dark.addEventListener('change', redraw); }
}());
