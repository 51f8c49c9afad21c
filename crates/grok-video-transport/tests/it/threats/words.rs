//! A server's words are cleaned and cut before they come to a terminal or a log.

use grok_video_transport::{ApiKey, Client};

use super::super::server::{KEY, Reply, Server, id};

#[tokio::test]
async fn the_words_of_a_server_are_cleaned_and_cut() {
    let words = format!(
        "\u{1b}[31mred\u{7}\r\n\u{9b}2J\u{202e}{}",
        "long ".repeat(2000)
    );
    let escaped: String = words
        .chars()
        .map(|c| format!("\\u{:04x}", c as u32))
        .collect();
    let body = format!(r#"{{"error":{{"message":"{escaped}","code":"{escaped}"}}}}"#);
    let place = "location: http://e.x/\u{9b}31m\t\u{9}red\r\n";
    for reply in [
        Reply::http(400, "", &body),
        Reply::http(200, "", &body),
        Reply::http(500, "", &words),
        Reply::http(200, "content-encoding: \u{9b}31m\r\n", &body),
        Reply::http(302, place, ""),
        Reply::http(302, &format!("location: /{}\r\n", "long".repeat(2000)), ""),
    ] {
        let server = Server::start(vec![reply]).await;
        let error = server.client().query(&id()).await.unwrap_err();
        let shown = error.to_string();
        assert!(!shown.contains(char::is_control), "{shown:?}");
        assert!(!shown.contains('\u{202e}'), "{shown:?}");
        assert!(shown.len() <= 4096 + 200, "{}", shown.len());
        assert!(!format!("{error:?}").contains(['\u{1b}', '\u{9b}', '\u{7}']));
    }
}

#[tokio::test]
async fn a_key_that_is_cut_off_or_broken_up_is_not_shown_either() {
    let broken: String = KEY.chars().flat_map(|c| [c, '\u{200b}']).collect();
    let filled = format!("{}{KEY}", "x".repeat(2048 - 9));
    for reply in [
        Reply::http(400, "", format!(r#"{{"code":400,"msg":"{broken}"}}"#)),
        Reply::http(400, "", format!(r#"{{"code":400,"msg":"{filled}"}}"#)),
        Reply::http(
            200,
            &format!("content-encoding: {}{KEY}\r\n", "x".repeat(30)),
            "",
        ),
        Reply::http(302, &format!("location: /{}{KEY}\r\n", "x".repeat(190)), ""),
    ] {
        let server = Server::start(vec![reply]).await;
        let error = server.client().query(&id()).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(&KEY[..6]), "{shown}");
    }
}

#[tokio::test]
async fn a_key_that_looks_like_a_part_of_a_url_is_not_shown_in_part() {
    for key in [
        "sk-canary?x#y@z/0123",
        "sk#canary-0123",
        "@sk-canary-0123",
        "sk-canary//0123",
    ] {
        for place in [
            format!("/x/{key}"),
            format!("https://e.x/{key}"),
            format!("//u:{key}@e.x/"),
            key.to_owned(),
        ] {
            let location = format!("location: {place}\r\n");
            let server = Server::start(vec![Reply::http(302, &location, "")]).await;
            let client = Client::new(server.base(), ApiKey::new(key).unwrap());
            let error = client.query(&id()).await.unwrap_err();
            let shown = format!("{error} {error:?}");
            for part in ["canary", "0123"] {
                assert!(!shown.contains(part), "{place}: {shown}");
            }
        }
    }
}
