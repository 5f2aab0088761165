// Draws the tables of .chart as charts: the table is the truth, for screen readers and without a script it is all there is.
(function () {
  'use strict';
  var echarts = window.echarts;
  if (!echarts) { return; }
  var style = window.getComputedStyle(document.documentElement);
  var colours = ['#1f5c99', '#c77700', '#17693f', '#8a4fa3', '#5f6f80', '#b3261e'];
  var ink = style.getPropertyValue('--ink').trim() || '#1c2733', soft = style.getPropertyValue('--ink-soft').trim() || '#55626f';

  // Without a figure there is no point: a year without a rating is a gap, not nought.
  function number(cell) {
    var text = (cell.getAttribute('data-value') || cell.textContent.replace(/,/g, '')).trim();
    return text === '' || isNaN(Number(text)) ? null : Number(text);
  }

  function read(table) {
    var heads = Array.prototype.slice.call(table.querySelectorAll('thead th')).slice(1).map(function (cell) { return cell.textContent.trim(); });
    var rows = Array.prototype.slice.call(table.querySelectorAll('tbody tr'));
    // Of a table that counts other things too, the columns to draw ("3 4"); the first is 0, that of the names.
    var wanted = table.closest('.chart').getAttribute('data-columns');
    var drawn = wanted ? wanted.split(' ').map(Number) : heads.map(function (name, i) { return i + 1; });
    return {
      names: rows.map(function (row) { return row.cells[0].textContent.trim(); }),
      series: drawn.map(function (at) { return { name: heads[at - 1], values: rows.map(function (row) { return number(row.cells[at]); }) }; })
    };
  }

  // Values with their intervals, one row each: a bar from low to high, a point at the value. Rows say so themselves.
  function drawIntervals(figure) {
    var place = figure.querySelector('.chart-canvas');
    var rows = Array.prototype.slice.call(figure.querySelectorAll('tbody tr')).filter(function (row) { return row.getAttribute('data-low'); });
    if (!place || !rows.length) { if (place) { place.remove(); } return; }
    function figures(name) { return rows.map(function (row) { return Number(row.getAttribute(name)); }); }
    var low = figures('data-low'), high = figures('data-high');
    var holder = document.createElement('div');
    place.replaceChildren(holder);
    place.style.height = holder.style.height = (48 + rows.length * 26) + 'px';
    var chart = echarts.init(holder, null, { renderer: 'canvas' });
    chart.setOption({
      animationDuration: 300, textStyle: { fontFamily: style.getPropertyValue('--bs-font-sans-serif') || 'sans-serif', color: ink },
      grid: { left: 8, right: 24, top: 10, bottom: 6, containLabel: true },
      yAxis: { type: 'category', inverse: true, data: rows.map(function (row) { return row.cells[0].textContent.trim(); }), axisLabel: { color: soft, width: 150, overflow: 'truncate' }, axisTick: { show: false }, axisLine: { show: false } },
      xAxis: { type: 'value', axisLabel: { color: soft }, splitLine: { lineStyle: { color: '#e7ebf0' } } },
      series: [
        { type: 'bar', stack: 'interval', stackStrategy: 'all', data: low, barWidth: 8, itemStyle: { color: 'transparent' }, silent: true },
        { type: 'bar', stack: 'interval', stackStrategy: 'all', data: high.map(function (value, i) { return value - low[i]; }), barWidth: 8, itemStyle: { color: '#a9c3df' }, silent: true },
        { type: 'line', data: figures('data-value'), symbol: 'circle', symbolSize: 9, lineStyle: { width: 0 }, itemStyle: { color: colours[0] }, silent: true }
      ]
    });
    window.addEventListener('resize', function () { chart.resize(); });
  }

  function draw(figure) {
    if (figure.getAttribute('data-chart') === 'interval') { drawIntervals(figure); return; }
    var place = figure.querySelector('.chart-canvas'), table = figure.querySelector('table');
    if (!place || !table || !table.querySelector('tbody tr')) { return; }
    var data = read(table), kind = figure.getAttribute('data-chart'), lying = kind === 'lying';
    var holder = document.createElement('div');
    holder.className = 'chart-canvas';
    place.replaceChildren(holder);
    if (data.series.length > 1) {
      var legend = document.createElement('div');
      legend.className = 'legend';
      legend.setAttribute('aria-hidden', 'true');
      data.series.forEach(function (one, i) {
        var item = document.createElement('span'), mark = document.createElement('i');
        mark.style.backgroundColor = colours[i];
        item.append(mark, one.name);
        legend.append(item);
      });
      place.before(legend);
    }
    var chart = echarts.init(holder, null, { renderer: 'canvas' });
    var names = { type: 'category', data: data.names, axisLabel: { color: soft, width: 110, overflow: 'truncate' }, axisTick: { show: false }, axisLine: { lineStyle: { color: '#bcc6d1' } }, inverse: lying };
    var values = { type: 'value', axisLabel: { color: soft, formatter: function (value) { return Math.abs(value) >= 10000 ? value / 10000 + figure.getAttribute('data-myriad') : String(value); } }, splitLine: { lineStyle: { color: '#e7ebf0' } }, minInterval: kind === 'count' ? 1 : 0 };
    chart.setOption({
      color: colours, animationDuration: 300, textStyle: { fontFamily: style.getPropertyValue('--bs-font-sans-serif') || 'sans-serif', color: ink },
      grid: { left: 8, right: 24, top: 22, bottom: 6, containLabel: true },
      xAxis: lying ? values : names, yAxis: lying ? names : values,
      series: data.series.map(function (one) {
        return { name: one.name, type: kind === 'line' ? 'line' : 'bar', data: one.values, barMaxWidth: 26, smooth: false, symbolSize: 6,
          label: { show: kind === 'count', position: lying ? 'right' : 'top', color: ink } };
      })
    });
    window.addEventListener('resize', function () { chart.resize(); });
    var part = figure.querySelector('details');
    if (part) { part.open = false; }
  }

  document.querySelectorAll('.chart').forEach(draw);
}());
