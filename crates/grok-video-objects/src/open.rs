//! From a URL and the environment to a store.

use std::sync::Arc;
use std::time::Duration;

use grok_video_transport::Connector;
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::{BackoffConfig, ObjectStore, RetryConfig};

use crate::error::ObjectsError;
use crate::http::Connections;
use crate::url::ObjectUrl;

/// Makes the store of a bucket, as the environment says.
pub(crate) fn open(
    url: &ObjectUrl,
    connector: Connector,
) -> Result<Arc<dyn ObjectStore>, ObjectsError> {
    let connections = Connections::new(connector);
    let root = url.root();
    let opened = match url.scheme() {
        "gs" => GoogleCloudStorageBuilder::from_env()
            .with_url(root)
            .with_retry(retry())
            .with_http_connector(connections)
            .build()
            .map(|store| Arc::new(store) as Arc<dyn ObjectStore>),
        "s3" => AmazonS3Builder::from_env()
            .with_url(root)
            .with_retry(retry())
            .with_http_connector(connections)
            .build()
            .map(|store| Arc::new(store) as Arc<dyn ObjectStore>),
        _ => MicrosoftAzureBuilder::from_env()
            .with_url(root)
            .with_retry(retry())
            .with_http_connector(connections)
            .build()
            .map(|store| Arc::new(store) as Arc<dyn ObjectStore>),
    };
    opened.map_err(|error| ObjectsError::of_store(url, &error))
}

/// Returns how often a request is made again that surely did nothing, or may be made twice.
fn retry() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(5),
            base: 2.0,
        },
        max_retries: 4,
        retry_timeout: Duration::from_secs(60),
    }
}
