       (select coalesce(json_agg(json_build_object('seat', m.seat, 'move', m.move) order by m.ply), '[]')
        from game_move m where m.game = g.id) as moves
