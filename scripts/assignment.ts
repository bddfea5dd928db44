/**
 * Assigns each row to a column of its own so that the summed cost is least: the Hungarian method with
 * potentials, after Jonker and Volgenant. Rows × rows × columns steps; no randomness.
 *
 * @param cost what it costs to give a row that column; finite, any scale
 * @returns the column of each row
 */
export function assign(
  rows: number,
  columns: number,
  cost: (row: number, column: number) => number,
): number[] {
  if (rows > columns) throw new Error(`${rows} rows do not fit into ${columns} columns.`);
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  // Column 0 stands for "no column yet"; rows are numbered from 1.
  const rowOf = new Int32Array(columns + 1);
  const cameFrom = new Int32Array(columns + 1);
  const slack = new Float64Array(columns + 1);
  const visited = new Uint8Array(columns + 1);
  const at = (list: Float64Array | Int32Array | Uint8Array, index: number) => list[index] ?? 0;

  for (let row = 1; row <= rows; row += 1) {
    slack.fill(Number.POSITIVE_INFINITY);
    visited.fill(0);
    rowOf[0] = row;
    let column = 0;
    do {
      visited[column] = 1;
      const current = at(rowOf, column);
      let least = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let other = 1; other <= columns; other += 1) {
        if (visited[other]) continue;
        const reduced = cost(current - 1, other - 1) - at(rowPotential, current) - at(columnPotential, other);
        if (reduced < at(slack, other)) {
          slack[other] = reduced;
          cameFrom[other] = column;
        }
        if (at(slack, other) < least) {
          least = at(slack, other);
          next = other;
        }
      }
      for (let other = 0; other <= columns; other += 1) {
        if (visited[other]) {
          const owner = at(rowOf, other);
          rowPotential[owner] = at(rowPotential, owner) + least;
          columnPotential[other] = at(columnPotential, other) - least;
        } else {
          slack[other] = at(slack, other) - least;
        }
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const previous = at(cameFrom, column);
      rowOf[column] = at(rowOf, previous);
      column = previous;
    }
  }

  const columnOf = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= columns; column += 1) {
    const row = at(rowOf, column);
    if (row > 0) columnOf[row - 1] = column - 1;
  }
  return columnOf;
}
