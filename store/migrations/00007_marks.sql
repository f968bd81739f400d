-- +goose Up
-- Why the office made a call; empty: it came in.
ALTER TABLE calls ADD COLUMN errand TEXT NOT NULL DEFAULT '';
CREATE INDEX calls_caller ON calls (caller, started);
CREATE INDEX calls_abandoned ON calls (ended) WHERE outcome = 'abandoned';

-- What clients think of a trip's driver and operator.
CREATE TABLE marks (
    order_id TEXT NOT NULL, -- the order system's own, whichever that is
    subject  TEXT NOT NULL, -- 'driver' or 'operator'
    who      TEXT NOT NULL,
    value    INTEGER NOT NULL,
    call     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (order_id, subject)
);
CREATE INDEX marks_at ON marks (at);

-- When somebody was last asked for marks, and for which job.
CREATE TABLE asked (
    phone TEXT PRIMARY KEY,
    job   TEXT NOT NULL,
    at    BIGINT NOT NULL
);

-- What is changed while the office runs and is no configuration.
CREATE TABLE settings (
    name    TEXT PRIMARY KEY,
    value   TEXT NOT NULL,
    who     TEXT NOT NULL,
    changed BIGINT NOT NULL
);

-- A ticket of somebody who gave up waiting: he is called back once.
ALTER TABLE tickets ADD COLUMN missed BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE tickets DROP COLUMN missed;
DROP TABLE settings;
DROP TABLE asked;
DROP TABLE marks;
DROP INDEX calls_abandoned;
DROP INDEX calls_caller;
ALTER TABLE calls DROP COLUMN errand;
