-- +goose Up
-- Who may log in, and how they are known afterwards.
CREATE TABLE users (
    login    TEXT PRIMARY KEY, -- small letters
    name     TEXT NOT NULL,
    role     TEXT NOT NULL,
    operator TEXT NOT NULL, -- the extension of who answers calls; empty: nobody's
    password TEXT NOT NULL, -- hashed
    disabled BOOLEAN NOT NULL,
    created  BIGINT NOT NULL
);
CREATE TABLE tokens (
    sum     TEXT PRIMARY KEY, -- SHA-256 of the token, in hexadecimal
    login   TEXT NOT NULL REFERENCES users (login) ON DELETE CASCADE,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL -- 0: never
);
CREATE INDEX tokens_login ON tokens (login);
