-- +goose Up
-- What callers are told, and what they leave, without a dispatcher.
ALTER TABLE clients ADD COLUMN pin TEXT NOT NULL DEFAULT '';
ALTER TABLE companies ADD COLUMN balance BIGINT NOT NULL DEFAULT 0;

CREATE TABLE cards (
    number TEXT PRIMARY KEY,
    tariff TEXT NOT NULL,
    until  BIGINT NOT NULL, -- 0: for good
    note   TEXT NOT NULL
);

CREATE TABLE complaints (
    id       TEXT PRIMARY KEY,
    call     TEXT NOT NULL,
    line     TEXT NOT NULL,
    phone    TEXT NOT NULL, -- empty: withheld
    order_id TEXT NOT NULL, -- the order system's own; empty: none is known
    at       BIGINT NOT NULL,
    file     TEXT NOT NULL,
    length   BIGINT NOT NULL, -- microseconds; 0: not known yet
    due      BIGINT NOT NULL, -- the next attempt to mail it; 0: none
    attempts INTEGER NOT NULL,
    problem  TEXT NOT NULL,   -- of the last attempt
    mailed   BIGINT NOT NULL  -- 0: not yet
);
CREATE INDEX complaints_at ON complaints (at DESC, id DESC);
CREATE INDEX complaints_due ON complaints (due) WHERE due > 0;

-- +goose Down
DROP TABLE complaints;
DROP TABLE cards;
ALTER TABLE companies DROP COLUMN balance;
ALTER TABLE clients DROP COLUMN pin;
