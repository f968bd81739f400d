-- +goose Up
ALTER TABLE calls ADD COLUMN crew_group TEXT NOT NULL DEFAULT '';
ALTER TABLE calls ADD COLUMN service TEXT NOT NULL DEFAULT '';
ALTER TABLE calls ADD COLUMN tariff TEXT NOT NULL DEFAULT '';

-- Callers who are to be called back. Closed ones stay, for whoever asks.
CREATE TABLE tickets (
    id       TEXT PRIMARY KEY,
    phone    TEXT NOT NULL,
    line     TEXT NOT NULL,
    queue    TEXT NOT NULL,
    since    BIGINT NOT NULL,
    priority BIGINT NOT NULL, -- microseconds
    vip      BOOLEAN NOT NULL,
    attempts INTEGER NOT NULL,
    next     BIGINT NOT NULL,
    outcome  TEXT NOT NULL -- empty: open
);
CREATE INDEX tickets_open ON tickets (since) WHERE outcome = '';
