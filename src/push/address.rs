//! Which addresses a push may go to. Whoever subscribes says where, so it must not lead into the network this node stands in.

use crate::http::check::Faults;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Where pushes may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// By https, to addresses that are everybody's.
    Public,
    /// Anywhere: for tests, and for push services in one's own network.
    Anywhere,
}

impl Reach {
    /// Whether a connection may be made to this address.
    pub fn allows(self, address: IpAddr) -> bool {
        self == Reach::Anywhere || is_public(address)
    }

    /// Checks what can be seen of an endpoint before anything is sent there; names are looked up when it is.
    pub fn check(self, pointer: &str, endpoint: &str, faults: &mut Faults) {
        faults.link(pointer, endpoint, self == Reach::Public);
        let Ok(url) = Url::parse(endpoint) else { return };
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) | None => None,
        };
        if address.is_some_and(|address| !self.allows(address)) {
            faults.add(pointer, "not_allowed", "This address is not everybody's.");
        }
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Everything but what IANA's registry of special-purpose addresses keeps for other uses.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        [0 | 10 | 127, ..] | [240..=255, ..] => true,
        [100, second, ..] => (64..128).contains(&second),
        [172, second, ..] => (16..32).contains(&second),
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        [198, second, ..] => (18..20).contains(&second),
        [169, 254, ..] | [192, 168, ..] | [224..=239, ..] => true,
        [_, _, _, _] => false,
    };
    !special
}

/// Only 2000::/3, and of it not what stands for, or is led to, an address of another kind.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(embedded) = address.to_ipv4_mapped() {
        return is_public_v4(embedded);
    }
    match address.segments() {
        [0x0064, 0xff9b, 0, 0, 0, 0, high, low] => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        [0x2001, second, ..] => second >= 0x0200 && second != 0x0db8,
        [0x2002, ..] | [0x3fff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(reach: Reach, endpoint: &str) -> bool {
        let mut faults = Faults::default();
        reach.check("/endpoint", endpoint, &mut faults);
        faults.none().is_err()
    }

    #[test]
    fn nothing_leads_inside() {
        for inside in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "192.0.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "::127.0.0.1",
        ] {
            assert!(!Reach::Public.allows(inside.parse().unwrap()), "{inside}");
            assert!(Reach::Anywhere.allows(inside.parse().unwrap()), "{inside}");
        }
        for outside in [
            "1.1.1.1",
            "172.15.0.1",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "2a00:1450::1",
            "64:ff9b::101:101",
        ] {
            assert!(Reach::Public.allows(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn endpoints_are_https_and_not_ours() {
        for bad in [
            "",
            "x",
            "http://push.example.org/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https://user:word@push.example.org/x",
            "ftp://push.example.org/x",
        ] {
            assert!(is_refused(Reach::Public, bad), "{bad}");
        }
        assert!(!is_refused(Reach::Public, "https://push.example.org/send/abc?d=1"));
        assert!(!is_refused(Reach::Anywhere, "http://127.0.0.1:8081/x"));
    }
}
