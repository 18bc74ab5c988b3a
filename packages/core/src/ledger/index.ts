export { lookBack, undo, type RowValues } from "./as-of.ts";
export { historyOf } from "./history-of.ts";
export { iterateHistory, readHistory, type HistoryEntry, type HistoryOptions } from "./history.ts";
export { acquireLease, holdsLease, releaseLease, type Lease, type LeaseOutcome } from "./lease.ts";
export { Ledger, type LedgerOptions, type Row, type Transaction } from "./ledger.ts";
export { schemaVersion, type RecordedTable, type UnrecordedTable } from "./schema.ts";
