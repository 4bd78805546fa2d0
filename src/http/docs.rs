//! `/docs`: the OpenAPI document as a page. No script, nothing from another host.

use axum::http::{HeaderName, header};
use axum::response::IntoResponse;
use bytes::Bytes;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

pub const STYLE: &str = include_str!("docs.css");

pub fn answer(page: Bytes) -> impl IntoResponse {
    let headers: [(HeaderName, &str); 2] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ];
    (headers, page)
}

pub fn page(document: &Value) -> String {
    let mut html = String::from(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>Loggia: the API</title>\
         <link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body><main>\n<h1>Loggia: the API</h1>\n",
    );
    let about = document["info"]["description"].as_str().unwrap_or_default();
    put(&mut html, format_args!("<p>{}</p>\n", words(about)));
    html.push_str("<p>The same as a document for programs: <a href=\"/api/openapi.json\">openapi.json</a>.</p>\n");
    let by_tag = by_tag(document);
    contents(&mut html, &by_tag);
    for (tag, operations) in &by_tag {
        put(&mut html, format_args!("<h2 id=\"{0}\">{0}</h2>\n", escaped(tag)));
        for (path, method, described) in operations {
            operation(&mut html, path, method, described);
        }
    }
    schemas(&mut html, "Events", "Event.", document);
    schemas(&mut html, "Schemas", "", document);
    html.push_str("</main></body></html>\n");
    html
}

type Operation<'a> = (&'a str, &'a str, &'a Value);

fn by_tag(document: &Value) -> BTreeMap<&str, Vec<Operation<'_>>> {
    let mut by_tag: BTreeMap<&str, Vec<Operation<'_>>> = BTreeMap::new();
    for (path, operations) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            let tag = operation["tags"][0].as_str().unwrap_or("other");
            by_tag.entry(tag).or_default().push((path, method, operation));
        }
    }
    by_tag
}

fn contents(html: &mut String, by_tag: &BTreeMap<&str, Vec<Operation<'_>>>) {
    html.push_str("<nav><ul>\n");
    for tag in by_tag.keys().copied().chain(["Events", "Schemas"]) {
        put(html, format_args!("<li><a href=\"#{0}\">{0}</a></li>\n", escaped(tag)));
    }
    html.push_str("</ul></nav>\n");
}

fn operation(html: &mut String, path: &str, method: &str, operation: &Value) {
    put(
        html,
        format_args!(
            "<section><h3><b>{}</b> <code>{}</code></h3>\n<p>{}</p>\n",
            method.to_uppercase(),
            escaped(path),
            words(operation["summary"].as_str().or(operation["description"].as_str()).unwrap_or_default())
        ),
    );
    let own = |parameter: &&Value| parameter.get("$ref").is_none();
    let parameters: Vec<&Value> = operation["parameters"].as_array().into_iter().flatten().filter(own).collect();
    if !parameters.is_empty() {
        html.push_str("<ul>\n");
        for parameter in parameters {
            let text = |name: &str| escaped(parameter[name].as_str().unwrap_or_default());
            put(
                html,
                format_args!("<li><code>{}</code> ({}) {}</li>\n", text("name"), text("in"), text("description")),
            );
        }
        html.push_str("</ul>\n");
    }
    if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") {
        put(html, format_args!("<p>Takes {}.</p>\n", shape(schema)));
    }
    for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
        let schema = answer.pointer("/content/application~1json/schema").map(shape).unwrap_or_default();
        if status != "default" {
            put(html, format_args!("<p>Answers {} {schema}</p>\n", escaped(status)));
        }
    }
    html.push_str("</section>\n");
}

/// A link to a named schema, or the schema itself.
fn shape(schema: &Value) -> String {
    match schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        Some(name) => format!("<a href=\"#schema-{0}\">{0}</a>", escaped(name)),
        None => format!("<code>{}</code>", escaped(&schema.to_string())),
    }
}

fn schemas(html: &mut String, title: &str, prefix: &str, document: &Value) {
    put(html, format_args!("<h2 id=\"{0}\">{0}</h2>\n", escaped(title)));
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let elsewhere = prefix.is_empty() && name.starts_with("Event.");
        if name.starts_with(prefix) && !elsewhere {
            let text = serde_json::to_string_pretty(schema).unwrap_or_default();
            put(
                html,
                format_args!(
                    "<details id=\"schema-{0}\"><summary>{1}</summary><pre>{2}</pre></details>\n",
                    escaped(name),
                    escaped(name.strip_prefix(prefix).unwrap_or(name)),
                    escaped(&text)
                ),
            );
        }
    }
}

fn put(html: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _ = html.write_fmt(text);
}

/// Escaped, with `code` marked.
fn words(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(index, part)| if index % 2 == 1 { format!("<code>{}</code>", escaped(part)) } else { escaped(part) })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_needs_nobody_else() {
        let page = super::page(&crate::http::openapi::document(crate::http::described()));
        assert!(page.contains("/api/posts") && page.contains("post.created"));
        for foreign in ["<script", "http://", "https://cdn", "src="] {
            assert!(!page.contains(foreign), "{foreign}");
        }
    }
}
