//! Ways to break delivery on purpose. The tests switch each on in turn and must notice. Only their build has the feature
//! `sabotage`; without it every switch is a constant that is off.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// Now and then an event is left out.
    DropOne,
    /// Now and then an event comes twice.
    RepeatOne,
    /// Now and then two events change places.
    SwapTwo,
    /// The first event after catching up is left out.
    DropAtBoundary,
    /// The last event before falling behind comes again.
    RepeatAtBoundary,
    /// A full queue drops its frames but goes on after the last of them.
    CursorIsLastEnqueued,
    /// Rights are read at whatever position the projection has.
    AuthoriseAnywhere,
    /// What changes between reading the rights and taking them up is ignored.
    ForgetNoted,
    /// The events between a snapshot and its subscription are left out.
    SkipTheGap,
    /// The events between a snapshot and its subscription come although another topic brought them.
    ForgetWhatWasHad,
    /// Who was removed keeps the topic.
    KeepAfterRemoval,
    /// Blocks do nothing.
    IgnoreBlocks,
    /// Bans do nothing.
    IgnoreBans,
    /// A revoked session's sockets stay.
    IgnoreSessions,
    /// What the ring has evicted is skipped instead of read from the log.
    SkipTheLog,
    /// Only an event's first topic is looked at.
    ForgetTopic,
    /// Who resumes begins one event too late.
    WrongSideOfSince,
}

impl Sabotage {
    pub const ALL: [Sabotage; 17] = [
        Sabotage::DropOne,
        Sabotage::RepeatOne,
        Sabotage::SwapTwo,
        Sabotage::DropAtBoundary,
        Sabotage::RepeatAtBoundary,
        Sabotage::CursorIsLastEnqueued,
        Sabotage::AuthoriseAnywhere,
        Sabotage::ForgetNoted,
        Sabotage::SkipTheGap,
        Sabotage::ForgetWhatWasHad,
        Sabotage::KeepAfterRemoval,
        Sabotage::IgnoreBlocks,
        Sabotage::IgnoreBans,
        Sabotage::IgnoreSessions,
        Sabotage::SkipTheLog,
        Sabotage::ForgetTopic,
        Sabotage::WrongSideOfSince,
    ];

    /// Whether this way of breaking things is the one switched on.
    pub fn on(self, switched: Option<Sabotage>) -> bool {
        cfg!(feature = "sabotage") && switched == Some(self)
    }
}
