(function () {
  'use strict';
  var data = JSON.parse(document.getElementById('data').textContent);
  var dark = window.matchMedia && matchMedia('(prefers-color-scheme: dark)').matches;
  var ink = dark ? '#e8ebf2' : '#1d2433', line = dark ? '#333c4d' : '#d9dee8';
  var palette = ['#2458a6', '#c2571a', '#2f7d4f', '#8a3b8f', '#8a6d1b', '#0f7c8a', '#a3304f', '#545b69'];
  var symbols = ['circle', 'diamond', 'rect', 'triangle', 'roundRect', 'pin', 'arrow'];
  var charts = [];

  function axis(name, extra) {
    return Object.assign({
      name: name, nameLocation: 'middle', nameTextStyle: {color: ink}, axisLabel: {color: ink},
      axisLine: {lineStyle: {color: line}}, splitLine: {lineStyle: {color: line}}
    }, extra);
  }
  function escape(text) {
    var box = document.createElement('div');
    box.textContent = text;
    return box.innerHTML;
  }
  function draw(id, option) {
    var box = document.getElementById(id);
    var chart = echarts.init(box, null, {renderer: 'svg'});
    option.animation = false;
    option.textStyle = {fontFamily: 'system-ui, sans-serif', color: ink};
    option.color = palette;
    chart.setOption(option);
    charts.push(chart);
  }

  if (data.perplexity.length === 0) {
    document.getElementById('perplexity-chart').textContent = 'No task of this sweep measures perplexity.';
    document.getElementById('perplexity-chart').style.height = 'auto';
  } else {
    draw('perplexity-chart', {
      legend: {top: 0, textStyle: {color: ink}},
      grid: {left: 56, right: 24, top: 40, bottom: 56},
      tooltip: {formatter: function (p) {
        return escape(p.seriesName) + '<br>' + escape(p.data.label0) + '<br>' + p.value[0].toFixed(2) + ' bits per weight, perplexity ' + p.value[1].toFixed(2);
      }},
      xAxis: axis('stored bits per weight', {type: 'value', nameGap: 32, min: 0}),
      yAxis: axis('word perplexity', {type: 'log', nameGap: 40, min: data.perplexityRange[0], max: data.perplexityRange[1],
        axisLabel: {color: ink, formatter: function (v) { return v >= 10000 ? v.toExponential(0) : String(Math.round(v * 10) / 10); }}}),
      series: data.perplexity.map(function (s, i) {
        return {name: s.model, type: 'scatter', symbol: symbols[i % symbols.length], symbolSize: 11,
          labelLayout: {hideOverlap: true},
          label: {show: true, position: i % 2 === 0 ? 'top' : 'bottom', color: ink, fontSize: 11, formatter: function (p) { return p.data.label0; }},
          data: s.points.map(function (p) { return {value: [p.bits, p.perplexity], label0: p.label}; })};
      })
    });
  }

  if (data.flips.labels.length === 0) {
    document.getElementById('flips-chart').textContent = 'No task of this sweep has right and wrong answers to compare.';
    document.getElementById('flips-chart').style.height = 'auto';
  } else {
    document.getElementById('flips-chart').style.height = (90 + 24 * data.flips.labels.length) + 'px';
    draw('flips-chart', {
      legend: {top: 0, textStyle: {color: ink}},
      grid: {left: 28, right: 32, top: 36, bottom: 44, containLabel: true},
      tooltip: {trigger: 'axis', axisPointer: {type: 'shadow'}, valueFormatter: function (v) { return Math.abs(v).toFixed(1) + ' %'; }},
      xAxis: axis('% of compared items', {type: 'value', nameGap: 28, axisLabel: {color: ink, formatter: function (v) { return Math.abs(v); }}}),
      yAxis: axis('', {type: 'category', data: data.flips.labels, inverse: true, axisLabel: {color: ink, interval: 0}}),
      series: [
        {name: 'lost', type: 'bar', stack: 'flips', itemStyle: {color: '#b2182b'}, data: data.flips.lost.map(function (v) { return -v; })},
        {name: 'gained', type: 'bar', stack: 'flips', itemStyle: {color: '#4393c3'}, data: data.flips.gained}
      ]
    });
  }

  function resize() { charts.forEach(function (c) { c.resize(); }); }
  window.addEventListener('resize', resize);
  window.addEventListener('beforeprint', resize);
  window.addEventListener('afterprint', resize);
}());
