//! Where a request comes from, believing only the proxies that are configured.

use crate::app::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

/// The address of the client itself: the last one in `X-Forwarded-For` that is not a trusted proxy's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// An address or a network, `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u32,
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Network, String> {
        let fault = || format!("{text} is no address or network like 10.0.0.0/8");
        let (base, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = base.parse().map_err(|_| fault())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| fault())?;
        if bits > most { Err(fault()) } else { Ok(Network { base, bits }) }
    }
}

impl Network {
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                self.bits == 0 || (base.to_bits() ^ address.to_bits()) >> (32 - self.bits) == 0
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                self.bits == 0 || (base.to_bits() ^ address.to_bits()) >> (128 - self.bits) == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl ClientAddress {
    pub fn of(headers: &HeaderMap, extensions: &Extensions, app: &App) -> ClientAddress {
        let peer = peer(extensions);
        let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        ClientAddress(believed(peer, forwarded, app.limits.proxies()))
    }
}

/// Whether the client speaks https, as far as we or a trusted proxy know.
pub fn is_https(headers: &HeaderMap, extensions: &Extensions, app: &App) -> bool {
    let peer = peer(extensions);
    app.limits.proxies().iter().any(|proxy| proxy.contains(peer))
        && headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https"))
}

fn peer(extensions: &Extensions) -> IpAddr {
    extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip().to_canonical())
}

fn believed<'a>(peer: IpAddr, forwarded: impl Iterator<Item = &'a str>, proxies: &[Network]) -> IpAddr {
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut client = peer;
    for hop in hops.into_iter().rev() {
        if !proxies.iter().any(|proxy| proxy.contains(client)) {
            break;
        }
        let Ok(address) = hop.parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
}

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<ClientAddress, Infallible> {
        Ok(ClientAddress::of(&parts.headers, &parts.extensions, app))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn nobody_is_believed_by_default() {
        assert_eq!(believed(ip("9.9.9.9"), ["1.2.3.4"].into_iter(), &[]), ip("9.9.9.9"));
    }

    #[test]
    fn a_trusted_proxy_names_the_client_and_the_client_cannot_add_to_it() {
        let proxies = ["10.0.0.0/8".parse().unwrap()];
        assert_eq!(believed(ip("10.1.1.1"), ["6.6.6.6, 1.2.3.4, 10.2.2.2"].into_iter(), &proxies), ip("1.2.3.4"));
        assert_eq!(believed(ip("10.1.1.1"), ["rubbish"].into_iter(), &proxies), ip("10.1.1.1"));
    }

    #[test]
    fn networks() {
        let network: Network = "fd00::/8".parse().unwrap();
        assert!(
            network.contains(ip("fd12::1")) && !network.contains(ip("fe80::1")) && !network.contains(ip("10.0.0.1"))
        );
        assert!("10.0.0.0/33".parse::<Network>().is_err() && "here".parse::<Network>().is_err());
        assert!("0.0.0.0/0".parse::<Network>().unwrap().contains(ip("::ffff:1.2.3.4")));
    }
}
