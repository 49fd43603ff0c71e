//! What this room says no to.

use std::fmt;

use ground::Refusal;

/// What is said no to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum No {
    /// Not the name or address of a machine.
    Host,
    /// Not a port.
    Port,
    /// Not an e-mail address.
    Sender,
    /// Login without password, or the other way round.
    HalfLogin,
    /// A password over an open line.
    OpenPassword,
    /// Not the address of a robot.
    Address,
    /// An address with blanks or of another kind of robot.
    OtherRobot,
    /// Not an hour.
    Hour,
    /// A name is missing.
    Label,
    /// No such place.
    Place,
    /// There is nothing to be tried again.
    NotDead,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "填邮件服务器的名字或地址，例如 mail.example.test 或 192.0.2.25",
            Self::Port => "端口是1到65535的数，常用25、465、587",
            Self::Sender => "填发件人的邮箱地址，写成“名字@单位域名”的样子",
            Self::HalfLogin => "账号和密码要么都填，要么都不填",
            Self::OpenPassword => {
                "不加密的连接会把密码明着送出去。改用TLS或STARTTLS，或不填账号密码"
            }
            Self::Address => "填机器人的完整地址，以 https:// 开头；内网的可以是 http://",
            Self::OtherRobot => "这个地址是别种机器人的，核对一下上面选的种类",
            Self::Hour => "几点发，填0到23的整数",
            Self::Label => "给这个群起个名字，方便认",
            Self::Place => "选一个组织，机器人只报它的件数",
            Self::NotDead => "这一条已经重新排上了，不用再点",
        })
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Host => "host",
            Self::Port => "port",
            Self::Sender => "sender",
            Self::HalfLogin => "login",
            Self::OpenPassword => "security",
            Self::Address | Self::OtherRobot => "address",
            Self::Hour => "hour",
            Self::Label => "label",
            Self::Place => "place",
            Self::NotDead => return None,
        })
    }
}
