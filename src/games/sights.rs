//! What of a move leaves the server, and to whom.

use super::Moved;
use super::rules::Seat;
use crate::event::Renderings;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// What each seat sees in place of what everybody does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = OwnSights)]
pub struct Own {
    pub first: Sight,
    pub second: Sight,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Sight {
    #[serde(rename = "move")]
    pub mv: String,
    pub board: Vec<String>,
}

impl Own {
    pub fn of(&self, seat: Seat) -> &Sight {
        match seat {
            Seat::First => &self.first,
            Seat::Second => &self.second,
        }
    }
}

impl Moved {
    /// The fields for everybody, and for the seats that see more.
    pub(super) fn renderings(&self, fields: &Value) -> Renderings {
        let mut everyone = fields.clone();
        if let Some(fields) = everyone.as_object_mut() {
            fields.remove("own");
            fields.remove("legal_moves");
        }
        let mut own = Vec::new();
        for (seat, person) in [(Seat::First, self.first), (Seat::Second, self.second)] {
            let legal = self.legal_moves.as_ref().filter(|_| self.turn == Some(seat));
            if legal.is_none() && self.own.is_none() {
                continue;
            }
            let mut fields = everyone.clone();
            if let Some(sight) = self.own.as_ref().map(|own| own.of(seat)) {
                fields["move"] = json!(sight.mv);
                fields["board"] = json!(sight.board);
            }
            if let Some(legal) = legal {
                fields["legal_moves"] = json!(legal);
            }
            own.push((person, fields));
        }
        Renderings { everyone, own }
    }
}
