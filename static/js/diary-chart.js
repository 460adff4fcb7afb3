// Draws two plain charts with one mark for each entry. No line joins the marks, and the charts draw no conclusion.
// Positions are percentages and sizes are em, so a chart follows the screen and the text size by itself.

import { days, isTagged, momentOf } from './diary-entries.js';

const { dir } = document.documentElement;

// Time runs in the direction of the language.
const across = (x) => `${dir === 'rtl' ? 100 - x : x}%`;

function draw(svg, name, attributes, text = '') {
  const shape = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) shape.setAttribute(attribute, value);
  shape.textContent = text;
  svg.append(shape);
}

function drawChart(svg, entries, field, ticks) {
  const [first, last] = [entries[0], entries.at(-1)].map(momentOf);
  // The first mark does not lie on the axis.
  const xOf = (moment) => across(last > first ? 4 + 92 * (moment - first) / (last - first) : 50);
  const yOf = (value) => `${100 - 100 * value / ticks.at(-1)}%`;

  svg.replaceChildren();
  for (const tick of ticks) {
    draw(svg, 'line', { x1: 0, x2: '100%', y1: yOf(tick), y2: yOf(tick) });
    draw(svg, 'text', { x: across(-3), y: yOf(tick), dy: '.35em', 'text-anchor': 'end' }, tick);
  }
  for (const entry of entries.filter((one) => one[field] !== null)) {
    draw(svg, 'use', {
      href: `#mark-${isTagged(entry) ? entry.massage : 'entry'}`,
      x: xOf(momentOf(entry)),
      y: yOf(entry[field]),
      width: '1em',
      height: '1em',
    });
  }
  // Both ends may be the same date.
  const ends = [...new Set([first, last].map((moment) => days.format(moment)))];
  svg.parentElement.querySelectorAll('span').forEach((end, i) => { end.textContent = ends[i] ?? ''; });
}

export function drawCharts(entries) {
  drawChart(document.getElementById('pain-chart'), entries, 'pain', [0, 2, 4, 6, 8, 10]);
  const walked = document.getElementById('minutes-chart');
  const most = Math.max(...entries.map(({ minutes }) => minutes ?? -1));
  walked.closest('figure').hidden = most < 0;
  if (most < 0) return;
  const end = Math.ceil(most / 20) * 20 || 20;
  drawChart(walked, entries, 'minutes', [0, end / 2, end]);
}
