-- +goose Up
-- Calls that the robot makes. One that has ended stays: it says that the entry
-- of the order was looked after.
CREATE TABLE jobs (
    id       BIGINT PRIMARY KEY,
    rule     TEXT NOT NULL,
    order_id TEXT NOT NULL, -- the order system's own, whichever that is
    entry    INTEGER NOT NULL,
    state    TEXT NOT NULL,
    party    TEXT NOT NULL,
    phone    TEXT NOT NULL, -- empty: the order's
    line     TEXT NOT NULL,
    created  BIGINT NOT NULL,
    due      BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    failed   INTEGER NOT NULL, -- attempts that let no phone ring
    holder   TEXT NOT NULL,    -- the engine that works on it, until lease
    lease    BIGINT NOT NULL,
    result   TEXT NOT NULL,
    why      TEXT NOT NULL,
    ended    BIGINT NOT NULL,
    UNIQUE (rule, order_id, entry)
);
CREATE INDEX jobs_due ON jobs (due) WHERE ended = 0;
CREATE INDEX jobs_created ON jobs (created DESC, id DESC);
INSERT INTO counters (name, n) VALUES ('jobs', 0);

-- Every time that somebody is dialled for a job, written before he is. The key
-- sees to it that no number is given twice.
CREATE TABLE job_attempts (
    job      BIGINT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    n        INTEGER NOT NULL,
    phone    TEXT NOT NULL,
    written  BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    call     TEXT NOT NULL, -- the call's record
    result   TEXT NOT NULL,
    why      TEXT NOT NULL,
    ended    BIGINT NOT NULL,
    PRIMARY KEY (job, n)
);

-- The last change of orders that somebody has looked at.
CREATE TABLE followers (
    name TEXT PRIMARY KEY,
    seq  BIGINT NOT NULL
);

-- +goose Down
DROP TABLE followers;
DROP TABLE job_attempts;
DROP TABLE jobs;
DELETE FROM counters WHERE name = 'jobs';
