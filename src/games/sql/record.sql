       (select coalesce(json_agg(json_build_object('seat', m.seat, 'move', m.move, 'text', m.text, 'at', m.at,
                                                   'position', m.position) order by m.ply), '[]')
        from game_move m where m.game = g.id) as moves
