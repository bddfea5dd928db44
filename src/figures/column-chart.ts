/** One column of a chart: what it is called, long and short, and how many it stands for. */
type Counted = { title: string; label: string; count: number };

/** Heights in CSS pixels; widths in per cent, so that the text keeps its size on any screen. */
const PLOT = 150;
const TOP = 24;
const BOTTOM = 26;
/** Room on the left for the numbers of the scale, per cent. */
const GUTTER = 12;
/** Labels that fit side by side on a narrow telephone. */
const MOST_LABELS = 5;
/** Width that the counts above the columns can share in the narrowest of two charts side by side, and that one digit takes, pixels. */
const ROOM_FOR_VALUES = 480 * (1 - GUTTER / 100);
const DIGIT = 7;

/** Where the columns, their labels and the lines behind them stand. */
export function columnChart(columns: readonly Counted[]) {
  const most = Math.max(...columns.map(({ count }) => count), 1);
  const scale = roundUp(most);
  const step = (100 - GUTTER) / Math.max(columns.length, 1);
  const everyNth = Math.ceil(columns.length / MOST_LABELS);
  const peak = columns.findIndex(({ count }) => count === most);
  const height = (count: number) => Math.round((count / scale) * PLOT * 10) / 10;
  const roomy = columns.length * (most.toLocaleString('en-GB').length + 0.5) * DIGIT <= ROOM_FOR_VALUES;
  return {
    height: TOP + PLOT + BOTTOM,
    base: TOP + PLOT,
    labelY: TOP + PLOT + 18,
    lines: [scale, scale / 2].map(count => ({
      count,
      y: TOP + PLOT - height(count),
      textY: TOP + PLOT - height(count) - 4,
    })),
    columns: columns.map(({ title, label, count }, i) => ({
      title,
      count,
      label: i % everyNth === 0 ? label : '',
      /** A label at the right edge would stick out of it. */
      anchor: i > 0 && i === columns.length - 1 ? 'end' : 'middle',
      labelX: percent(GUTTER + (i > 0 && i === columns.length - 1 ? 100 - GUTTER : (i + 0.5) * step)),
      x: percent(GUTTER + i * step + step * 0.1),
      width: percent(step * 0.8),
      middle: percent(GUTTER + (i + 0.5) * step),
      y: TOP + PLOT - height(count),
      height: height(count),
      valueY: TOP + PLOT - height(count) - 5,
      /** Whose count is written above it: the highest always, the others where there is room. */
      value: count > 0 && (i === peak ? 'peak' : roomy ? 'roomy' : ''),
    })),
  };
}

const percent = (value: number) => `${Math.round(value * 100) / 100}%`;

/** The next of 2, 4, 10, 20, 40, 100 …: half of it is a whole number too. */
function roundUp(count: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(count, 1)));
  return [2, 4, 6, 8, 10].map(by => by * power).find(step => step >= count) ?? 10 * power;
}
