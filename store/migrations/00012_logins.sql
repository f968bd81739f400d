-- +goose Up
-- In which language somebody reads the console; empty: as his browser has it.
ALTER TABLE users ADD COLUMN language TEXT NOT NULL DEFAULT '';

-- What a token is for, and whether a log-in gave it. Tokens of log-ins have
-- always expired; those that an owner gave to programs mostly do not.
ALTER TABLE tokens ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN at_login BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE tokens SET at_login = TRUE WHERE expires > 0;

-- +goose Down
ALTER TABLE tokens DROP COLUMN at_login;
ALTER TABLE tokens DROP COLUMN name;
ALTER TABLE users DROP COLUMN language;
