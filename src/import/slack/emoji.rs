//! Slack's names of emoji: those that people use most. Others, and a workspace's own, have none here.

/// The emoji of a name like `thumbsup` or `wave::skin-tone-2`.
pub fn of(name: &str) -> Option<String> {
    let (name, tone) = name.split_once("::skin-tone-").map_or((name, None), |(name, tone)| (name, Some(tone)));
    let emoji = NAMES.iter().find(|(names, _)| names.split(' ').any(|known| known == name))?.1;
    let tone = tone.and_then(|tone| tone.parse::<u32>().ok()).filter(|tone| (2..=6).contains(tone));
    let tone = tone.and_then(|tone| char::from_u32(0x1F3FB + tone - 2));
    Some(match tone {
        Some(tone) => format!("{}{tone}", emoji.trim_end_matches('\u{FE0F}')),
        None => emoji.to_owned(),
    })
}

const NAMES: &[(&str, &str)] = &[
    ("+1 thumbsup", "👍"),
    ("-1 thumbsdown", "👎"),
    ("heart", "❤️"),
    ("tada", "🎉"),
    ("joy", "😂"),
    ("rolling_on_the_floor_laughing", "🤣"),
    ("smile", "😄"),
    ("smiley", "😃"),
    ("grinning", "😀"),
    ("grin", "😁"),
    ("laughing satisfied", "😆"),
    ("sweat_smile", "😅"),
    ("blush", "😊"),
    ("slightly_smiling_face", "🙂"),
    ("upside_down_face", "🙃"),
    ("wink", "😉"),
    ("heart_eyes", "😍"),
    ("kissing_heart", "😘"),
    ("yum", "😋"),
    ("stuck_out_tongue", "😛"),
    ("sunglasses", "😎"),
    ("thinking_face", "🤔"),
    ("face_with_raised_eyebrow", "🤨"),
    ("neutral_face", "😐"),
    ("unamused", "😒"),
    ("face_with_rolling_eyes", "🙄"),
    ("grimacing", "😬"),
    ("relieved", "😌"),
    ("pensive", "😔"),
    ("sleepy", "😪"),
    ("sleeping", "😴"),
    ("mask", "😷"),
    ("dizzy_face", "😵"),
    ("exploding_head", "🤯"),
    ("partying_face", "🥳"),
    ("nerd_face", "🤓"),
    ("confused", "😕"),
    ("worried", "😟"),
    ("slightly_frowning_face", "🙁"),
    ("open_mouth", "😮"),
    ("astonished", "😲"),
    ("flushed", "😳"),
    ("cry", "😢"),
    ("sob", "😭"),
    ("scream", "😱"),
    ("disappointed", "😞"),
    ("sweat", "😓"),
    ("weary", "😩"),
    ("rage", "😡"),
    ("angry", "😠"),
    ("skull", "💀"),
    ("ghost", "👻"),
    ("robot_face", "🤖"),
    ("see_no_evil", "🙈"),
    ("wave", "👋"),
    ("raised_hand hand", "✋"),
    ("ok_hand", "👌"),
    ("crossed_fingers", "🤞"),
    ("v", "✌️"),
    ("point_up", "☝️"),
    ("point_right", "👉"),
    ("point_down", "👇"),
    ("muscle", "💪"),
    ("clap", "👏"),
    ("raised_hands", "🙌"),
    ("open_hands", "👐"),
    ("pray", "🙏"),
    ("handshake", "🤝"),
    ("eyes", "👀"),
    ("brain", "🧠"),
    ("shrug", "🤷"),
    ("facepalm face_palm", "🤦"),
    ("100", "💯"),
    ("fire", "🔥"),
    ("sparkles", "✨"),
    ("star", "⭐"),
    ("star2", "🌟"),
    ("boom collision", "💥"),
    ("rocket", "🚀"),
    ("zap", "⚡"),
    ("bulb", "💡"),
    ("warning", "⚠️"),
    ("rotating_light", "🚨"),
    ("white_check_mark", "✅"),
    ("heavy_check_mark", "✔️"),
    ("x", "❌"),
    ("question", "❓"),
    ("exclamation heavy_exclamation_mark", "❗"),
    ("heavy_plus_sign", "➕"),
    ("memo pencil", "📝"),
    ("calendar", "📆"),
    ("pushpin", "📌"),
    ("paperclip", "📎"),
    ("link", "🔗"),
    ("lock", "🔒"),
    ("key", "🔑"),
    ("hammer_and_wrench", "🛠️"),
    ("gear", "⚙️"),
    ("bug", "🐛"),
    ("computer", "💻"),
    ("bell", "🔔"),
    ("hourglass", "⌛"),
    ("coffee", "☕"),
    ("beer", "🍺"),
    ("beers", "🍻"),
    ("pizza", "🍕"),
    ("cake", "🍰"),
    ("birthday", "🎂"),
    ("trophy", "🏆"),
    ("medal", "🏅"),
    ("gift", "🎁"),
    ("balloon", "🎈"),
    ("confetti_ball", "🎊"),
    ("party_popper", "🎉"),
    ("sunny", "☀️"),
    ("snowflake", "❄️"),
    ("rainbow", "🌈"),
    ("christmas_tree", "🎄"),
    ("dog", "🐶"),
    ("cat", "🐱"),
    ("broken_heart", "💔"),
    ("purple_heart", "💜"),
    ("blue_heart", "💙"),
    ("green_heart", "💚"),
    ("yellow_heart", "💛"),
    ("orange_heart", "🧡"),
    ("heavy_heart_exclamation_mark_ornament", "❣️"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::emoji::Emoji;

    #[test]
    fn each_is_one_emoji_and_each_name_stands_once() {
        let mut names: Vec<&str> = NAMES.iter().flat_map(|(names, _)| names.split(' ')).collect();
        for name in &names {
            assert!(of(name).unwrap().parse::<Emoji>().is_ok(), "{name}");
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn skin_has_tones_and_unknown_names_no_emoji() {
        assert_eq!(of("wave::skin-tone-3").unwrap(), "👋🏼");
        assert_eq!(of("wave::skin-tone-9").unwrap(), "👋");
        assert_eq!(of("our_logo"), None);
    }
}
