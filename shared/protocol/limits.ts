// Every bound a client can run into, in one place. Each stands beside the reason for its size; a request
// beyond one is refused by name, never cut short silently. Bytes are bytes of UTF-8 text.

/** A line of a log file or a small document; larger things belong in a file store. */
export const MAX_MESSAGE_BYTES = 64 * 1024
/** One batch is one log entry: it must travel and be written while heartbeats wait. */
export const MAX_BATCH_MESSAGES = 500
/** Half of the largest command, so that JSON escapes and the other fields always fit. */
export const MAX_BATCH_BYTES = 512 * 1024
/** HTTP body, and one command encoded: what a node holds in memory for one stranger. */
export const MAX_COMMAND_BYTES = 1024 * 1024
/** As many as fit into a batch: what was sent at once can be taken at once. */
export const MAX_CONSUME_MESSAGES = 500
/** Reading moves nobody, so a page may be longer than a consume. */
export const MAX_RETRIEVE_MESSAGES = 1_000
/** A page a terminal or a browser can show without anybody asking for more. */
export const DEFAULT_RETRIEVE_MESSAGES = 100
/** Text in one answer; at least one message is given whatever its size. */
export const MAX_ANSWER_BYTES = 512 * 1024

/** Minutes of a busy class, and about 3 MB of memory for a group. */
export const MAX_REMEMBERED_REQUESTS = 10_000
/** A consumer has one request open; two processes sharing it, two. The rest is slack. */
export const MAX_REMEMBERED_CONSUMES = 8
/** A producer keeps one batch in flight per partition; the rest is slack for its retries. */
export const MAX_REMEMBERED_BATCHES = 4

/** Room for every student of a class to make several. */
export const MAX_TOPICS = 256
/** More leaders than brokers bring nothing. */
export const MAX_PARTITIONS_PER_TOPIC = 32
/** Each is a Raft group on three brokers: 512 of them still heartbeat within one tick. */
export const MAX_PARTITIONS = 512
/** Producers and consumers, each: registrations are kept for ever. */
export const MAX_CLIENTS = 10_000
/** More processes than one computer runs well. */
export const MAX_BROKERS = 64
/** Two may vote while one is down. Fixed. */
export const REPLICAS_PER_PARTITION = 3
/** Names written in one entry about who was heard last: bounds that entry. */
export const MAX_SEEN_PER_ENTRY = 1_000

/** The list of accounts is one page, unsplit. */
export const MAX_ACCOUNTS = 1_000
export const MAX_AMOUNT = 1_000_000_000
/** A million times the largest amount, and far below the last exact whole number. */
export const MAX_BALANCE = 1_000_000_000_000_000
/** Totals over all accounts must stay exact, or conservation could not be checked. */
export const MAX_TOTAL_DEPOSITED = Number.MAX_SAFE_INTEGER
/** What `history` can show: as many as one looks at. */
export const MAX_LEDGER_LINES = 20
export const DEFAULT_LEDGER_LINES = 10

/** All times below are cluster milliseconds. Broker reports: five fit into the time to be marked dead. */
export const BROKER_REPORT_MS = 1_000
export const BROKER_DEAD_AFTER_MS = 5_000
/** A crash and a restart by hand fit in; after that a copy that only learns is given up. */
export const LEARNER_DROPPED_AFTER_MS = 30_000
/** Without a leader of its group: as long, for the same reason; then other partitions may move first. */
export const MOVE_HELD_AFTER_MS = 30_000
/** A learner this close behind its leader makes a voter that can commit at once. */
export const CAUGHT_UP_WITHIN = 64
/** Leaders are looked at as often as a silent broker is found out: nothing that decides changes faster. */
export const BALANCE_EVERY_MS = 5_000
/** No leader is moved so soon after an election anywhere: reports have to settle, and so have clients. */
export const BALANCE_CALM_MS = 10_000
/** What kept a leader from handing over is seldom gone sooner. */
export const BALANCE_REST_MS = 30_000
/** Three times the longest pause between two polls of a client. */
export const CLIENT_SILENT_AFTER_MS = 15_000
/** Last-heard times are for people: seldom enough to cost the log nothing. */
export const LAST_SEEN_WRITTEN_EVERY_MS = 10_000
/** A few elections long: a request that has to wait for one still ends well. */
export const DEFAULT_DEADLINE_MS = 3_000
export const MIN_DEADLINE_MS = 100
export const MAX_DEADLINE_MS = 30_000
/** How long the SDK asks one call again: over two or three elections in a row. */
export const DEFAULT_RETRY_FOR_MS = 10_000
/** Open requests of one node, each with a body in memory; the next one is `overloaded`. */
export const MAX_WAITING_REQUESTS = 5_000
