-- How well somebody plays a kind of game: results, points for wins, and a Glicko-2 rating.
create table standing (
    person uuid not null,
    kind text not null,
    rating double precision not null,
    -- of the rating: it lies within two of them with 95 % certainty
    deviation double precision not null,
    volatility double precision not null,
    points bigint not null,
    wins integer not null,
    losses integer not null,
    draws integer not null,
    games integer not null,
    primary key (person, kind)
);

create index standing_rating on standing (kind, rating, person);

-- Results over all kinds. They are sums, to which games of any kind may add in any order: their statements name no key for them.
create table standing_total (
    person uuid primary key,
    points bigint not null,
    wins integer not null,
    losses integer not null,
    draws integer not null,
    games integer not null
);

create index standing_total_points on standing_total (points, person);

-- The rating after one period, by Mark E. Glickman, "Example of the Glicko-2 system" (2022), steps 2 to 8, with tau = 0.5; the
-- volatility by the Illinois algorithm (step 5). Scores are 1 for a win, 0.5 for a draw, 0 for a loss.
create function glicko2(
    inout rating double precision, inout deviation double precision, inout volatility double precision,
    others double precision[], deviations double precision[], scores double precision[]
) language plpgsql immutable as $$
declare
    scale constant double precision := 173.7178;
    tau constant double precision := 0.5;
    mu double precision := (rating - 1500) / scale;
    phi double precision := deviation / scale;
    weight double precision;
    expected double precision;
    certainty double precision := 0;
    surprise double precision := 0;
    v double precision;
    delta double precision;
    a double precision := ln(volatility * volatility);
    low double precision := a;
    high double precision;
    f_low double precision;
    f_high double precision;
    guess double precision;
    f_guess double precision;
begin
    for i in 1 .. array_length(others, 1) loop
        weight := 1 / sqrt(1 + 3 * power(deviations[i] / scale, 2) / power(pi(), 2));
        expected := 1 / (1 + exp(-weight * (mu - (others[i] - 1500) / scale)));
        certainty := certainty + weight * weight * expected * (1 - expected);
        surprise := surprise + weight * (scores[i] - expected);
    end loop;
    v := 1 / certainty;
    delta := v * surprise;
    if delta * delta > phi * phi + v then
        high := ln(delta * delta - phi * phi - v);
    else
        high := a - tau;
        while volatility_slope(high, a, delta, phi, v, tau) < 0 loop
            high := high - tau;
        end loop;
    end if;
    f_low := volatility_slope(low, a, delta, phi, v, tau);
    f_high := volatility_slope(high, a, delta, phi, v, tau);
    while abs(high - low) > 0.000001 loop
        guess := low + (low - high) * f_low / (f_high - f_low);
        f_guess := volatility_slope(guess, a, delta, phi, v, tau);
        if f_guess * f_high <= 0 then
            low := high;
            f_low := f_high;
        else
            f_low := f_low / 2;
        end if;
        high := guess;
        f_high := f_guess;
    end loop;
    volatility := exp(low / 2);
    phi := 1 / sqrt(1 / (phi * phi + volatility * volatility) + certainty);
    rating := scale * (mu + phi * phi * surprise) + 1500;
    deviation := scale * phi;
end
$$;

-- f(x) of step 5.
create function volatility_slope(
    x double precision, a double precision, delta double precision, phi double precision, v double precision,
    tau double precision
) returns double precision language sql immutable as $$
    select exp(x) * (delta * delta - phi * phi - v - exp(x)) / (2 * power(phi * phi + v + exp(x), 2)) - (x - a) / (tau * tau)
$$;

-- What one game comes to for its two players. Each game is a rating period of its own, so the order of games is all that
-- matters, and a deviation does not grow by not playing.
create function settle(kind text, one uuid, other uuid, score double precision, won integer) returns void
language plpgsql as $$
#variable_conflict use_variable
declare
    ours standing;
    theirs standing;
begin
    insert into standing (person, kind, rating, deviation, volatility, points, wins, losses, draws, games)
    values (one, kind, 1500, 350, 0.06, 0, 0, 0, 0, 0), (other, kind, 1500, 350, 0.06, 0, 0, 0, 0, 0)
    on conflict do nothing;
    select * into ours from standing s where s.person = one and s.kind = kind;
    select * into theirs from standing s where s.person = other and s.kind = kind;
    update standing s
    set (rating, deviation, volatility) = (
            select * from glicko2(ours.rating, ours.deviation, ours.volatility,
                                  array[theirs.rating], array[theirs.deviation], array[score])),
        points = s.points + case when score = 1 then won else 0 end,
        wins = s.wins + (score = 1)::integer, losses = s.losses + (score = 0)::integer,
        draws = s.draws + (score = 0.5)::integer, games = s.games + 1
    where s.person = one and s.kind = kind;
    update standing s
    set (rating, deviation, volatility) = (
            select * from glicko2(theirs.rating, theirs.deviation, theirs.volatility,
                                  array[ours.rating], array[ours.deviation], array[1 - score])),
        points = s.points + case when score = 0 then won else 0 end,
        wins = s.wins + (score = 0)::integer, losses = s.losses + (score = 1)::integer,
        draws = s.draws + (score = 0.5)::integer, games = s.games + 1
    where s.person = other and s.kind = kind;
    insert into standing_total as t (person, points, wins, losses, draws, games)
    values (one, case when score = 1 then won else 0 end, (score = 1)::integer, (score = 0)::integer, (score = 0.5)::integer, 1),
           (other, case when score = 0 then won else 0 end, (score = 0)::integer, (score = 1)::integer, (score = 0.5)::integer, 1)
    on conflict on constraint standing_total_pkey do update
    set points = t.points + excluded.points, wins = t.wins + excluded.wins, losses = t.losses + excluded.losses,
        draws = t.draws + excluded.draws, games = t.games + excluded.games;
end
$$
