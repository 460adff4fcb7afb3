// Draws two plain charts: a mark for each entry, a line that joins the entries with the same question, and one that joins
// the pain before a massage with the pain after it. The charts draw no conclusion.
// Positions are percentages and sizes are em, so a chart follows the screen and the text size by itself.

import { isTagged, momentOf, written } from './diary-entries.js';
import { WEEK, sessionsOf, weekOf } from './diary-time.js';

const { dir } = document.documentElement;
const MOST_WEEKS = 13; // in one chart: on a small screen a day is three pixels wide
const days = written({ month: 'short', day: 'numeric' });
const kindOf = (entry) => (isTagged(entry) ? entry.massage : entry.older ? 'older' : 'entry');

// Time runs in the direction of the language.
const across = (x) => (dir === 'rtl' ? 100 - x : x);

function draw(parent, name, attributes, text = '') {
  const shape = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) shape.setAttribute(attribute, value);
  shape.textContent = text;
  parent.append(shape);
  return shape;
}

// Puts the date below the mark of a week, where there is room for it. Large text leaves room for the date alone.
function writeWeeks(svg, weeks, xOf) {
  const sentence = document.querySelector('[data-word=week]').cloneNode(true);
  const gap = sentence.querySelector('bdi');
  let end = 0; // where the text before ends, in CSS pixels from the start
  let isShort = false;
  for (const week of weeks) {
    gap.textContent = days.format(week);
    const text = draw(svg, 'text', { x: `${across(xOf(week))}%`, y: '100%', dy: '1.35em' }, sentence.textContent);
    const start = xOf(week) / 100 * svg.clientWidth;
    const ends = () => start + text.getComputedTextLength();
    const most = svg.clientWidth + 8; // the gap beside the chart
    if (week === weeks[0]) isShort = ends() > most;
    if (isShort) text.textContent = gap.textContent;
    if (start < end || ends() > most) text.remove();
    else end = ends() + 12;
  }
}

// Entries more than seven days apart are not joined: nothing is known about the time between them.
function segmentsOf(entries) {
  const segments = [];
  entries.forEach((entry, i) => {
    if (i > 0 && Date.parse(entry.day) - Date.parse(entries[i - 1].day) <= WEEK) segments.at(-1).push(entry);
    else segments.push([entry]);
  });
  return segments.filter(({ length }) => length > 1);
}

// `weeks` are the starts of the weeks that the chart shows.
function drawChart(svg, entries, weeks, { field, ticks, kind }) {
  // No mark lies on the axis.
  const xOf = (moment) => 3 + 94 * (moment - weeks[0]) / (weeks.length * WEEK);
  const yOf = (value) => 100 - 100 * value / ticks.at(-1);

  svg.replaceChildren();
  for (const tick of ticks) {
    draw(svg, 'line', { x1: 0, x2: '100%', y1: `${yOf(tick)}%`, y2: `${yOf(tick)}%` });
    draw(svg, 'text', { x: `${across(0)}%`, dx: dir === 'rtl' ? '.6em' : '-.6em', y: `${yOf(tick)}%`, dy: '.35em', 'text-anchor': 'end' }, tick);
  }
  for (const week of weeks) {
    const x = `${across(xOf(week))}%`;
    draw(svg, 'line', { class: 'week', x1: x, x2: x, y1: 0, y2: '100%' });
  }

  // Lines need coordinates without a unit. This picture is stretched over the whole chart.
  const lines = draw(svg, 'svg', { viewBox: '0 0 100 100', preserveAspectRatio: 'none' });
  const measured = entries.filter((entry) => entry[field] !== null);
  const pointOf = (entry) => `${across(xOf(momentOf(entry)))},${yOf(entry[field])}`;
  for (const name of ['older', 'entry']) {
    for (const segment of segmentsOf(measured.filter((entry) => kind(entry) === name))) {
      const points = segment.map(pointOf).join(' ');
      const [from, to] = [segment[0], segment.at(-1)].map((entry) => pointOf(entry).split(',')[0]);
      if (name === 'entry') draw(lines, 'polygon', { class: name, points: `${from},100 ${points} ${to},100` });
      draw(lines, 'polyline', { class: name, points });
    }
  }
  if (field === 'pain') {
    for (const { before, after } of sessionsOf(entries)) {
      draw(lines, 'polyline', { class: 'pair', points: `${pointOf(before)} ${pointOf(after)}` });
    }
  }

  // Many marks are drawn smaller.
  const marks = draw(svg, 'g', { 'font-size': measured.length > 90 ? '.4em' : measured.length > 30 ? '.65em' : '1em' });
  for (const entry of measured) {
    draw(marks, 'use', {
      href: `#mark-${kind(entry)}`,
      class: kind(entry),
      x: `${across(xOf(momentOf(entry)))}%`,
      y: `${yOf(entry[field])}%`,
      width: '1em',
      height: '1em',
    });
  }
  writeWeeks(svg, weeks, xOf);
}

// A long diary has a chart for each quarter of a year, the newest first.
function drawQuarters(svg, entries, chart) {
  for (const older of svg.parentElement.querySelectorAll('svg ~ svg')) older.remove();
  const [first, last] = [entries[0], entries.at(-1)].map((entry) => weekOf(momentOf(entry)));
  const length = Math.min((last - first) / WEEK + 1, MOST_WEEKS);
  for (let end = last + WEEK; end > first; end -= length * WEEK) {
    const weeks = Array.from({ length }, (_, i) => end - (length - i) * WEEK);
    const shown = entries.filter((entry) => momentOf(entry) >= weeks[0] && momentOf(entry) < end);
    if (!shown.length) continue;
    const quarter = end > last ? svg : svg.cloneNode();
    if (quarter !== svg) {
      quarter.removeAttribute('id');
      svg.parentElement.append(quarter);
    }
    drawChart(quarter, shown, weeks, chart);
  }
}

let drawn = [];

export function drawCharts(entries) {
  drawn = entries;
  const [pain, walked] = ['pain-chart', 'minutes-chart'].map((id) => document.getElementById(id));
  drawQuarters(pain, entries, { field: 'pain', ticks: [0, 2, 4, 6, 8, 10], kind: kindOf });
  const walks = entries.filter(({ minutes }) => minutes !== null);
  walked.closest('figure').hidden = walks.length === 0;
  if (walks.length) {
    const end = Math.ceil(Math.max(...walks.map(({ minutes }) => minutes)) / 20) * 20 || 20;
    const kind = ({ older }) => (older ? 'older' : 'entry');
    drawQuarters(walked, walks, { field: 'minutes', ticks: [0, end / 2, end], kind });
  }

  const kinds = new Set([...entries.map(kindOf), ...walks.map(({ older }) => (older ? 'older-minutes' : 'entry'))]);
  for (const line of document.querySelectorAll('[data-kind]')) line.hidden = !kinds.has(line.dataset.kind);
  const pains = entries.map((entry) => entry.pain);
  const gaps = [new Set(entries.map(({ day }) => day)).size, Math.min(...pains), Math.max(...pains)];
  document.querySelectorAll('#summary bdi').forEach((gap, i) => { gap.textContent = gaps[i]; });
}

// The width of the letters decides which dates have room.
new ResizeObserver(() => drawn.length && drawCharts(drawn)).observe(document.getElementById('pain-chart'));
