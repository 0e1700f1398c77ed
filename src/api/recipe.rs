//! A call written out for other programs: `curl` for a terminal, Python with `requests` as Adobe's own page has it. Pure.
//!
//! The token stays a variable, so that the text can be kept and shown.
//! <https://developer.adobe.com/cja-apis/docs/getting-started/python/>

use super::request::{Method, Request};
use reqwest::Url;

/// What is called, where, and as which client.
#[derive(Clone, Debug)]
pub struct Recipe<'a> {
    /// The API's address.
    pub api: &'a Url,
    /// The organization.
    pub org: &'a str,
    /// The client id; no secret.
    pub client_id: &'a str,
    /// The call.
    pub request: &'a Request,
}

impl Recipe<'_> {
    fn url(&self) -> String {
        let mut url = self.api.clone();
        url.set_path(&format!("{}{}", url.path().trim_end_matches('/'), self.request.path));
        if !self.request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.request.query);
        }
        url.into()
    }
}

/// For a POSIX shell.
#[must_use]
pub fn curl(recipe: &Recipe<'_>) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    let mut lines = vec![
        format!("# {}{}", sentence(&recipe.request.what), ". Put an access token into CJA_ACCESS_TOKEN first."),
        format!("curl --fail-with-body -X {} {} \\", recipe.request.method.name(), quoted(&recipe.url())),
        format!("  -H {} \\", quoted(&format!("x-gw-ims-org-id: {}", recipe.org))),
        format!("  -H {} \\", quoted(&format!("x-api-key: {}", recipe.client_id))),
        "  -H \"authorization: Bearer $CJA_ACCESS_TOKEN\"".to_owned(),
    ];
    if let Some(body) = &recipe.request.body {
        if let Some(last) = lines.last_mut() {
            last.push_str(" \\");
        }
        lines.push("  -H 'content-type: application/json' \\".into());
        lines.push(format!("  --data-binary {}", quoted(body)));
    }
    lines.join("\n") + "\n"
}

/// For Python 3 with `requests`.
#[must_use]
pub fn python(recipe: &Recipe<'_>) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let mut out = format!(
        "# {}. Put an access token into CJA_ACCESS_TOKEN first.\nimport os\n\nimport requests\n\nmyHeader = {{\n    \"x-gw-ims-org-id\": {},\n    \"x-api-key\": {},\n    \"authorization\": \"Bearer \" + os.environ[\"CJA_ACCESS_TOKEN\"],\n",
        sentence(&recipe.request.what),
        text(recipe.org),
        text(recipe.client_id),
    );
    let method = match recipe.request.method {
        Method::Get => "get",
        Method::Head => "head",
        Method::Post => "post",
        Method::Put => "put",
        Method::Patch => "patch",
        Method::Delete => "delete",
    };
    match &recipe.request.body {
        Some(body) => {
            out.push_str("    \"content-type\": \"application/json\",\n}\n\n");
            // The text as it is, not as Python would write it: numbers and members arrive unharmed.
            out.push_str(&format!("dataView = {}\n\n", text(body)));
            out.push_str(&format!(
                "res = requests.{method}({}, headers=myHeader, data=dataView.encode(\"utf-8\"))\n",
                text(&recipe.url())
            ));
        }
        None => out.push_str(&format!("}}\n\nres = requests.{method}({}, headers=myHeader)\n", text(&recipe.url()))),
    }
    out.push_str("res.raise_for_status()\nprint(res.json())\n");
    out
}

fn sentence(what: &str) -> String {
    let mut chars = super::error::plain(what).chars().collect::<Vec<_>>().into_iter();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::endpoints::data_views;

    #[test]
    fn a_call_for_a_shell_and_for_python() {
        let api = Url::parse("https://cja.adobe.io").unwrap();
        let mut request = data_views::update("dv_1", r#"{"name":"Ana's \"web\""}"#);
        request.query.truncate(0);
        let recipe = Recipe { api: &api, org: "A@AdobeOrg", client_id: "c1", request: &request };
        assert_eq!(
            curl(&recipe),
            r#"# Update data view dv_1. Put an access token into CJA_ACCESS_TOKEN first.
curl --fail-with-body -X PUT 'https://cja.adobe.io/data/dataviews/dv_1' \
  -H 'x-gw-ims-org-id: A@AdobeOrg' \
  -H 'x-api-key: c1' \
  -H "authorization: Bearer $CJA_ACCESS_TOKEN" \
  -H 'content-type: application/json' \
  --data-binary '{"name":"Ana'\''s \"web\""}'
"#
        );
        assert_eq!(
            python(&recipe),
            r#"# Update data view dv_1. Put an access token into CJA_ACCESS_TOKEN first.
import os

import requests

myHeader = {
    "x-gw-ims-org-id": "A@AdobeOrg",
    "x-api-key": "c1",
    "authorization": "Bearer " + os.environ["CJA_ACCESS_TOKEN"],
    "content-type": "application/json",
}

dataView = "{\"name\":\"Ana's \\\"web\\\"\"}"

res = requests.put("https://cja.adobe.io/data/dataviews/dv_1", headers=myHeader, data=dataView.encode("utf-8"))
res.raise_for_status()
print(res.json())
"#
        );
    }
}
