// Two plain charts of what was typed, one mark for each entry. No line joins the marks, and no conclusion is drawn.

import { isTagged, momentOf } from './diary-entries.js';

const SVG = 'http://www.w3.org/2000/svg';
const { dir } = document.documentElement;
// In the units of the picture, which are CSS pixels on a narrow phone. START holds the numbers of the axis, BELOW the
// dates, ROOM keeps the first mark off the axis.
const WIDTH = 330;
const START = 38;
const END = 8;
const TOP = 10;
const BELOW = 28;
const ROOM = 14;
const MARK = 14;

export const days = new Intl.DateTimeFormat(`${document.documentElement.lang}-u-nu-latn`, { dateStyle: 'medium', timeZone: 'UTC' });

// Time runs as the language is read.
const across = (x) => (dir === 'rtl' ? WIDTH - x : x);

function draw(svg, name, attributes, text = '') {
  const shape = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) shape.setAttribute(attribute, value);
  shape.textContent = text;
  svg.append(shape);
}

function drawChart(svg, entries, field, height, ticks) {
  const bottom = TOP + height;
  const [first, last] = [entries[0], entries.at(-1)].map(momentOf);
  const xOf = (moment) => {
    const share = last > first ? (moment - first) / (last - first) : 0.5;
    return across(START + ROOM + share * (WIDTH - START - END - 2 * ROOM));
  };
  const yOf = (value) => bottom - (value / ticks.at(-1)) * height;

  svg.replaceChildren();
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${bottom + BELOW}`);
  for (const tick of ticks) {
    draw(svg, 'line', { x1: across(START), x2: across(WIDTH - END), y1: yOf(tick), y2: yOf(tick) });
    draw(svg, 'text', { x: across(START - 8), y: yOf(tick) + 5, 'text-anchor': 'end' }, tick);
  }
  // Both ends may be one date.
  const ends = [...new Set([first, last].map((moment) => days.format(moment)))];
  ends.forEach((day, i) => draw(svg, 'text', { x: across(i ? WIDTH - END : START), y: bottom + 22, 'text-anchor': i ? 'end' : 'start' }, day));
  for (const entry of entries.filter((one) => one[field] !== null)) {
    draw(svg, 'use', {
      href: `#mark-${isTagged(entry) ? entry.massage : 'entry'}`,
      x: xOf(momentOf(entry)) - MARK / 2,
      y: yOf(entry[field]) - MARK / 2,
      width: MARK,
      height: MARK,
    });
  }
}

export function drawCharts(entries) {
  drawChart(document.getElementById('pain-chart'), entries, 'pain', 160, [0, 2, 4, 6, 8, 10]);
  const walked = document.getElementById('minutes-chart');
  const most = Math.max(...entries.map(({ minutes }) => minutes ?? -1));
  walked.closest('figure').hidden = most < 0;
  if (most < 0) return;
  const end = Math.ceil(most / 20) * 20 || 20;
  drawChart(walked, entries, 'minutes', 90, [0, end / 2, end]);
}
