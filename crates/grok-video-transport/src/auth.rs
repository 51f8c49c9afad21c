//! The one place where the key is added, and only to requests under the base URL.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::header::AUTHORIZATION;
use http::{HeaderValue, Request};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::{ApiKey, BaseUrl};

/// Adds the key to requests under the base URL and refuses all others.
///
/// It belongs **innermost** in any stack: a redirect layer over it is refused here, one under it
/// would carry the key away.
///
/// ```
/// use grok_video_transport::{ApiKey, Auth, BaseUrl};
/// use tower_layer::Layer;
/// let auth = Auth::new("https://relay.example.com".parse::<BaseUrl>()?, &ApiKey::new("sk-1")?);
/// let service = auth.layer("any service of your own");
/// # let _ = service;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Auth(Arc<Credentials>);

#[derive(Debug)]
struct Credentials {
    base: BaseUrl,
    header: HeaderValue,
}

impl Auth {
    /// Makes a layer that adds `key` to requests under `base`.
    #[must_use]
    pub fn new(base: BaseUrl, key: &ApiKey) -> Self {
        let header = key.header();
        Self(Arc::new(Credentials { base, header }))
    }
}

impl<S> Layer<S> for Auth {
    type Service = AuthService<S>;

    fn layer(&self, inner: S) -> AuthService<S> {
        AuthService {
            auth: self.clone(),
            inner,
        }
    }
}

/// Guards a service as [`Auth`] says.
#[derive(Debug, Clone)]
pub struct AuthService<S> {
    auth: Auth,
    inner: S,
}

impl<S, B> Service<Request<B>> for AuthService<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = AuthError<S::Error>;
    type Future = AuthFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context).map_err(AuthError::Inner)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let Credentials { base, header } = &*self.auth.0;
        if !base.covers(request.uri()) {
            return AuthFuture { inner: None };
        }
        // `insert` replaces whatever Authorization the caller had set.
        request.headers_mut().insert(AUTHORIZATION, header.clone());
        AuthFuture {
            inner: Some(self.inner.call(request)),
        }
    }
}

pin_project! {
    /// Answers as the inner service does, or with a refusal.
    #[derive(Debug)]
    pub struct AuthFuture<F> {
        #[pin]
        inner: Option<F>,
    }
}

impl<F, R, E> Future for AuthFuture<F>
where
    F: Future<Output = Result<R, E>>,
{
    type Output = Result<R, AuthError<E>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().inner.as_pin_mut() {
            Some(inner) => Poll::Ready(ready!(inner.poll(context)).map_err(AuthError::Inner)),
            None => Poll::Ready(Err(AuthError::OutOfScope)),
        }
    }
}

/// Says that a request was refused, or what the inner service said.
#[derive(Debug)]
#[non_exhaustive]
pub enum AuthError<E> {
    /// The request is not under the base URL; it was not sent.
    OutOfScope,
    /// The inner service's error.
    Inner(E),
}

impl<E> fmt::Display for AuthError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfScope => f.write_str("the request is not under the base URL"),
            Self::Inner(_) => f.write_str("the request failed"),
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for AuthError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::OutOfScope => None,
            Self::Inner(inner) => Some(inner),
        }
    }
}
