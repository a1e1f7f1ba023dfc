"""SpreadsheetML as a sheet shows it: cell formats, the rules of a sheet, and its rows."""
