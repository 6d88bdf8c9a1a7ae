use axum::http::header::{ACCEPT_ENCODING, HeaderMap, HeaderName, IF_NONE_MATCH};

/// True if the asker takes brotli (RFC 9110, section 12.5.3).
pub(super) fn accepts_brotli(asked: &HeaderMap) -> bool {
    items(asked, ACCEPT_ENCODING).any(|item| {
        let (coding, weight) = item.split_once(';').unwrap_or((item, ""));
        let weight = weight
            .trim()
            .strip_prefix("q=")
            .map_or(Some(1.0), |q| q.trim().parse::<f32>().ok());
        coding.trim().eq_ignore_ascii_case("br") && weight.is_some_and(|q| q > 0.0)
    })
}

/// True if the asker has the version that `etag` names (RFC 9110, section 13.1.2: the comparison is the weak one).
pub(super) fn has_already(asked: &HeaderMap, etag: &str) -> bool {
    items(asked, IF_NONE_MATCH)
        .any(|item| item == "*" || item.strip_prefix("W/").unwrap_or(item) == etag)
}

fn items(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = headers
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn reads_accept_encoding() {
        let check = |value: &'static str, expected: bool| {
            let headers =
                HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))]);
            assert_eq!(accepts_brotli(&headers), expected, "{value:?}");
        };
        check("gzip, deflate, br, zstd", true);
        check("BR", true);
        check("gzip;q=1.0, br;q=0.5", true);
        check("br; q=0", false);
        check("br;q=0.000", false);
        check("gzip", false);
        check("broken", false);
        check("", false);
    }

    #[test]
    fn reads_if_none_match() {
        let check = |value: &'static str, expected: bool| {
            let headers = HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_static(value))]);
            assert_eq!(has_already(&headers, "\"abc\""), expected, "{value:?}");
        };
        check("\"abc\"", true);
        check("\"x\", W/\"abc\"", true);
        check("*", true);
        check("\"abc-br\"", false);
        check("abc", false);
    }
}
