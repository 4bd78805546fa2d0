//! Search: words in what one may see. The one place that lists the areas with something to find.

pub mod http;
pub mod words;
