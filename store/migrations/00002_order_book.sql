-- +goose Up
-- The last number given out of each kind. Whoever takes the next one holds the
-- row until he commits, so numbers become visible in their order.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    n    BIGINT NOT NULL
);
INSERT INTO counters (name, n) VALUES ('clients', 0), ('companies', 0), ('cars', 0), ('drivers', 0), ('orders', 0), ('changes', 0);

-- Money is in hundredths. Telephone numbers are in their normal form.
CREATE TABLE companies (
    id     BIGINT PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    tariff TEXT NOT NULL,
    note   TEXT NOT NULL
);

CREATE TABLE clients (
    id              BIGINT PRIMARY KEY,
    number          TEXT NOT NULL,
    name            TEXT NOT NULL,
    company         BIGINT REFERENCES companies (id) ON DELETE SET NULL,
    standing        TEXT NOT NULL,
    standing_reason TEXT NOT NULL,
    standing_until  BIGINT NOT NULL,
    goes_to         TEXT NOT NULL,
    balance         BIGINT NOT NULL,
    note            TEXT NOT NULL,
    search          TEXT NOT NULL -- what is found by typing, in small letters
);
CREATE UNIQUE INDEX clients_number ON clients (number) WHERE number <> '';
CREATE INDEX clients_company ON clients (company);
CREATE INDEX clients_standing ON clients (standing) WHERE standing <> '';

CREATE TABLE client_phones (
    phone   TEXT PRIMARY KEY,
    client  BIGINT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    n       INTEGER NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX client_phones_client ON client_phones (client);

CREATE TABLE cars (
    id     BIGINT PRIMARY KEY,
    colour TEXT NOT NULL,
    make   TEXT NOT NULL,
    plate  TEXT NOT NULL
);
CREATE UNIQUE INDEX cars_plate ON cars (plate) WHERE plate <> '';

CREATE TABLE drivers (
    id       BIGINT PRIMARY KEY,
    callsign TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    car      BIGINT REFERENCES cars (id) ON DELETE SET NULL,
    pin      TEXT NOT NULL,
    balance  BIGINT NOT NULL,
    note     TEXT NOT NULL,
    search   TEXT NOT NULL
);
CREATE INDEX drivers_car ON drivers (car);

CREATE TABLE driver_phones (
    phone  TEXT PRIMARY KEY,
    driver BIGINT NOT NULL REFERENCES drivers (id) ON DELETE CASCADE,
    n      INTEGER NOT NULL
);
CREATE INDEX driver_phones_driver ON driver_phones (driver);

-- Numbers that are VIP or blacklisted, whoever has them.
CREATE TABLE listings (
    phone  TEXT NOT NULL,
    list   TEXT NOT NULL,
    reason TEXT NOT NULL,
    until  BIGINT NOT NULL, -- 0: for good
    since  BIGINT NOT NULL,
    PRIMARY KEY (phone, list)
);

CREATE TABLE order_states (
    id    TEXT PRIMARY KEY,
    name  TEXT NOT NULL, -- empty: the stage's own
    stage TEXT NOT NULL,
    n     INTEGER NOT NULL
);
INSERT INTO order_states (id, name, stage, n) VALUES
    ('new', '', 'new', 1),
    ('searching', '', 'searching', 2),
    ('no_cars', '', 'no_cars', 3),
    ('assigned', '', 'assigned', 4),
    ('on_the_way', '', 'on_the_way', 5),
    ('arrived', '', 'arrived', 6),
    ('riding', '', 'riding', 7),
    ('finished', '', 'finished', 8),
    ('cancelled_by_client', '', 'cancelled_by_client', 9),
    ('cancelled_by_office', '', 'cancelled_by_office', 10),
    ('no_show', '', 'no_show', 11);

CREATE TABLE orders (
    id          BIGINT PRIMARY KEY,
    request     TEXT NOT NULL, -- its creator's name for it, or empty
    state       TEXT NOT NULL REFERENCES order_states (id),
    entry       INTEGER NOT NULL,
    client      BIGINT REFERENCES clients (id) ON DELETE SET NULL,
    name        TEXT NOT NULL,
    phone       TEXT NOT NULL,
    dial        TEXT NOT NULL,
    company     BIGINT REFERENCES companies (id) ON DELETE SET NULL,
    pickup      TEXT NOT NULL,
    destination TEXT NOT NULL,
    note        TEXT NOT NULL,
    crew_group  TEXT NOT NULL,
    service     TEXT NOT NULL,
    tariff      TEXT NOT NULL,
    wanted      BIGINT NOT NULL,
    driver      BIGINT REFERENCES drivers (id) ON DELETE SET NULL,
    arrives     BIGINT NOT NULL,
    price       BIGINT NOT NULL,
    line        TEXT NOT NULL,
    operator    TEXT NOT NULL,
    created     BIGINT NOT NULL,
    changed     BIGINT NOT NULL,
    ended       BIGINT NOT NULL
);
CREATE UNIQUE INDEX orders_request ON orders (request) WHERE request <> '';
CREATE INDEX orders_phone ON orders (phone, ended);
CREATE INDEX orders_dial ON orders (dial, ended) WHERE dial <> '';
CREATE INDEX orders_client ON orders (client, ended);
CREATE INDEX orders_driver ON orders (driver, ended);
CREATE INDEX orders_company ON orders (company);
CREATE INDEX orders_created ON orders (created DESC, id DESC);
CREATE INDEX orders_open ON orders (id) WHERE ended = 0;

CREATE TABLE order_changes (
    seq        BIGINT PRIMARY KEY,
    order_id   BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    entry      INTEGER NOT NULL,
    from_state TEXT NOT NULL, -- empty: created
    to_state   TEXT NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    why        TEXT NOT NULL,
    UNIQUE (order_id, entry)
);

CREATE TABLE line_data (
    line       TEXT PRIMARY KEY,
    crew_group TEXT NOT NULL,
    service    TEXT NOT NULL,
    tariff     TEXT NOT NULL,
    note       TEXT NOT NULL
);

-- +goose Down
DROP TABLE line_data;
DROP TABLE order_changes;
DROP TABLE orders;
DROP TABLE order_states;
DROP TABLE listings;
DROP TABLE driver_phones;
DROP TABLE drivers;
DROP TABLE cars;
DROP TABLE client_phones;
DROP TABLE clients;
DROP TABLE companies;
DROP TABLE counters;
