//! A socket node whose way to NATS can be made to stand still.

use super::{Loggia, house, socket_node};
use crate::link::{Link, Target};
use crate::servers::Settings;
use std::sync::Arc;
use url::Url;

impl Loggia {
    /// Its socket node reaches NATS over a link that can stand still.
    pub async fn over_a_link(settings: &Settings) -> (Loggia, Link) {
        let mut house = house(settings);
        let mut nats = Url::parse(&house.addresses.nats).expect("an address");
        let target = format!("{}:{}", nats.host_str().unwrap_or_default(), nats.port().unwrap_or(4222));
        let link = Link::to(Target::Tcp(target)).await;
        nats.set_port(Some(link.address.port())).expect("a port");
        let direct = std::mem::replace(&mut house.addresses.nats, nats.to_string());
        // Aside: the link must be served while the node starts.
        let own = settings.clone();
        let starting = tokio::task::spawn_blocking(move || (socket_node(&house, &own), house));
        let (sockets, mut house) = starting.await.expect("a node");
        house.addresses.nats = direct;
        (Loggia::of(house, Arc::new(sockets), settings).await, link)
    }
}
