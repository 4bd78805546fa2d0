interface SquareNamesProps {
  /** The row's name, on a square at the side. */
  row: string | number | false;
  /** The column's, on a square at the edge. */
  column: string | false;
}

/** What the rows and columns are called, in the squares at the board's edge. */
export function SquareNames({ row, column }: SquareNamesProps) {
  return (
    <>
      {row !== false && (
        <span aria-hidden="true" data-row className="square-name">
          {row}
        </span>
      )}
      {column !== false && (
        <span aria-hidden="true" data-column className="square-name">
          {column}
        </span>
      )}
    </>
  );
}
