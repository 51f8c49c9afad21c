use super::Admin;

#[tokio::test]
async fn the_page_and_the_documents_come_with_their_types() {
    let mut admin = Admin::start().await;
    for (path, content_type) in [
        ("", "text/html; charset=utf-8"),
        ("openapi/admin.json", "application/json"),
        ("openapi/service.json", "application/json"),
        ("schema/scenario.json", "application/json"),
    ] {
        let file = admin.get(path).await;
        assert_eq!(file.header("content-type"), Some(content_type), "{path}");
        assert_eq!(
            file.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        let policy = file.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}
