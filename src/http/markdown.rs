//! Markdown to sanitised HTML, remembered for a while.
/// Safe HTML of people's Markdown.
pub fn html(_markdown: &str) -> std::sync::Arc<str> {
    unimplemented!()
}
