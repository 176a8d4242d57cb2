// The columns of a table: what each is called, what it says of a row, and how it looks.

export type Column<Row> = {
  name: string;
  text: (row: Row) => string;
  /** Classes of its cells; "right" is its head's, too. */
  look?: string;
  /** A class that depends on the row, such as the way an amount goes. */
  way?: (row: Row) => string;
};
