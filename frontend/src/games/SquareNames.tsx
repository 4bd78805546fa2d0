interface SquareNamesProps {
  /** The row's name, on a square at the side. */
  row: string | number | false;
  /** The column's, on a square at the edge. */
  column: string | false;
}

/** What the rows and columns are called, in the squares at the board's edge: drawn, as the square has a name of its own. */
export function SquareNames({ row, column }: SquareNamesProps) {
  return (
    <>
      {row !== false && <span aria-hidden="true" data-row={row} className="square-name" />}
      {column !== false && <span aria-hidden="true" data-column={column} className="square-name" />}
    </>
  );
}
