//! Typing an expression: what it may speak of, which numbers are points and which are counts, and
//! nothing that could run long, divide by zero or meet a double.

use super::{Fault, Figure, Names, Scope, Uses, Wanted, too_deep};
use crate::burden;
use crate::points::Points;
use crate::share::Share;
use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr, ListExpr, LiteralValue, SelectExpr, operators};

/// A list in a condition holds at most so many entries.
const MOST_ENTRIES: usize = 50;
const MOST_PARTS: usize = 300;
const DEEPEST: usize = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Truth,
    /// A count.
    Whole,
    /// Hundredths.
    Decimal,
    Text,
    Texts,
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Type::Truth => "是非",
            Type::Whole => "整数（个数）",
            Type::Decimal => "两位小数的数（分数、数量）",
            Type::Text => "文字",
            Type::Texts => "文字列表",
        }
    }
}

/// The expression as it will run, and what it uses.
pub(super) fn check(
    mut expr: IdedExpr,
    scope: Scope,
    wanted: Wanted,
    names: &Names<'_>,
) -> Result<(IdedExpr, Uses), Fault> {
    let mut checker = Checker {
        scope,
        names,
        uses: Uses::default(),
        parts: 0,
        depth: 0,
    };
    let found = checker.typed(&mut expr)?;
    match (wanted, found) {
        (Wanted::Truth, Type::Truth) | (Wanted::Decimal, Type::Decimal) => {}
        (Wanted::Decimal, Type::Whole) => scale(&mut expr),
        (Wanted::Truth, other) => {
            return Err(fault(
                format!("条件的结果是{}，不是是非", other.name()),
                "请写成比较，如 points >= 90",
            ));
        }
        (Wanted::Decimal, other) => {
            return Err(fault(
                format!("算式的结果是{}，不是分数", other.name()),
                "请写出分数，如 share(item[\"a\"], \"30%\")",
            ));
        }
    }
    Ok((expr, checker.uses))
}

struct Checker<'a> {
    scope: Scope,
    names: &'a Names<'a>,
    uses: Uses,
    parts: usize,
    depth: usize,
}

fn fault(what: impl Into<String>, remedy: &str) -> Fault {
    Fault {
        what: what.into(),
        remedy: remedy.to_owned(),
    }
}

impl Checker<'_> {
    fn typed(&mut self, node: &mut IdedExpr) -> Result<Type, Fault> {
        self.parts += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(too_deep());
        }
        if self.parts > MOST_PARTS {
            return Err(fault("条件过长", "请拆成几条，或先用 aside 条目算出中间数"));
        }
        let found = match &mut node.expr {
            Expr::Literal(value) => literal(value),
            Expr::Ident(name) => self.variable(name),
            Expr::Select(select) => self.select(select),
            Expr::List(list) => self.list(list),
            Expr::Call(call) => match self.call(call)? {
                (found, None) => Ok(found),
                (found, Some(new)) => {
                    node.expr = new;
                    Ok(found)
                }
            },
            Expr::Comprehension(_) => Err(fault(
                "条件里不能逐项循环（all、exists、map、filter）",
                "请用 count、sum、mean、highest、lowest 或 in",
            )),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                Err(fault("条件里不能写表或结构", "请改用比较和 in"))
            }
        };
        self.depth -= 1;
        found
    }

    fn variable(&mut self, name: &str) -> Result<Type, Fault> {
        let (name, from, to, found) = match name {
            "points" => ("points", Scope::Total, Scope::Final, Type::Decimal),
            "stars" => ("stars", Scope::Final, Scope::Final, Type::Whole),
            "previous" => ("previous", Scope::Person, Scope::Final, Type::Text),
            "groups" => ("groups", Scope::Person, Scope::Final, Type::Texts),
            "amount" => ("amount", Scope::Fact, Scope::Fact, Type::Decimal),
            "date" => ("date", Scope::Fact, Scope::Fact, Type::Text),
            "kind" => ("kind", Scope::Fact, Scope::Fact, Type::Text),
            "about" => ("about", Scope::Fact, Scope::Fact, Type::Text),
            "org" => ("org", Scope::Fact, Scope::Fact, Type::Text),
            other => return Err(self.unknown(other)),
        };
        if self.scope < from || self.scope > to {
            return Err(fault(
                format!("此处还不能用“{name}”"),
                &format!("此处可用：{}", self.usable()),
            ));
        }
        self.uses.names.insert(name);
        Ok(found)
    }

    fn usable(&self) -> &'static str {
        match self.scope {
            Scope::Fact => "amount、date、kind、about、org、tag.名称",
            Scope::Person => {
                "count.事实、sum.事实、mean.事实、highest.事实、lowest.事实、num.属性、text.属性、flag.属性、groups、previous"
            }
            Scope::Node => {
                "item.条目、count.事实、sum.事实、mean.事实、highest.事实、lowest.事实、num.属性、text.属性、flag.属性、groups、previous"
            }
            Scope::Total => {
                "points、item.条目、count.事实、sum.事实、mean.事实、highest.事实、lowest.事实、num.属性、text.属性、flag.属性、groups、previous"
            }
            Scope::Final => {
                "points、stars、star.星、item.条目、count.事实、sum.事实、mean.事实、highest.事实、lowest.事实、num.属性、text.属性、flag.属性、groups、previous"
            }
        }
    }

    fn unknown(&self, name: &str) -> Fault {
        fault(
            format!("条件里的“{name}”无法识别"),
            &format!("此处可用：{}", self.usable()),
        )
    }

    /// `count.pledge_kept`, and `has(num.age)`.
    fn select(&mut self, select: &SelectExpr) -> Result<Type, Fault> {
        let Expr::Ident(map) = &select.operand.expr else {
            return Err(fault(
                "条件里的“.”用得不对",
                "请写成 count.事实代号 这样的形式",
            ));
        };
        let found = self.member(map, &select.field)?;
        if !select.test {
            return Ok(found);
        }
        if ["num", "text", "flag", "mean", "highest", "lowest", "tag"].contains(&map.as_str()) {
            return Ok(Type::Truth);
        }
        Err(fault(
            format!("has() 不能用于“{map}”：它总是有值的"),
            "has() 只用于 num、text、flag、mean、highest、lowest、tag",
        ))
    }

    fn member(&mut self, map: &str, field: &str) -> Result<Type, Fault> {
        let figure = match map {
            "count" => Some((Figure::Count, Type::Whole)),
            "sum" => Some((Figure::Sum, Type::Decimal)),
            "mean" => Some((Figure::Mean, Type::Decimal)),
            "highest" => Some((Figure::Highest, Type::Decimal)),
            "lowest" => Some((Figure::Lowest, Type::Decimal)),
            _ => None,
        };
        let needs = match map {
            "tag" => Scope::Fact,
            "item" => Scope::Node,
            "star" => Scope::Final,
            _ if figure.is_some() || ["num", "text", "flag"].contains(&map) => Scope::Person,
            other => return Err(self.unknown(other)),
        };
        let fits = if needs == Scope::Fact {
            self.scope == Scope::Fact
        } else {
            self.scope >= needs
        };
        if !fits {
            return Err(fault(
                format!("此处还不能用“{map}.{field}”"),
                &format!("此处可用：{}", self.usable()),
            ));
        }
        if let Some(name) = burden::forbidden(field) {
            return Err(fault(
                format!("减负设置不许以“{field}”（{name}）作为条件"),
                burden_remedy(),
            ));
        }
        if let Some((figure, found)) = figure {
            let Some(kind) = place(self.names.kinds, field) else {
                return Err(fault(
                    format!("条件里的事实“{field}”没有在本方案出现"),
                    "请核对事实代号；只用于条件、不计分的事实请写入 uncounted = [\"…\"]",
                ));
            };
            self.uses.kinds.insert((figure, kind));
            return Ok(found);
        }
        Ok(match map {
            "item" => {
                let node =
                    place(self.names.nodes, field).ok_or_else(|| absent("条目或大项", field))?;
                self.uses.nodes.insert(node);
                Type::Decimal
            }
            "star" => {
                let star = place(self.names.stars, field).ok_or_else(|| absent("星", field))?;
                self.uses.stars.insert(star);
                Type::Truth
            }
            "tag" => {
                self.uses.tags.insert(field.to_owned());
                Type::Text
            }
            "num" => self.attribute("num", field, Type::Decimal),
            "flag" => self.attribute("flag", field, Type::Truth),
            _ => self.attribute("text", field, Type::Text),
        })
    }

    fn attribute(&mut self, map: &'static str, field: &str, found: Type) -> Type {
        self.uses.attributes.insert((map, field.to_owned()));
        found
    }

    fn list(&mut self, list: &mut ListExpr) -> Result<Type, Fault> {
        if list.elements.len() > MOST_ENTRIES {
            return Err(fault(
                format!("条件里的列表超过{MOST_ENTRIES}项"),
                "请改用人员类别或属性",
            ));
        }
        for element in &mut list.elements {
            if self.typed(element)? != Type::Text {
                return Err(fault("列表里只能写文字", "请写成 [\"a\", \"b\"]"));
            }
        }
        Ok(Type::Texts)
    }

    fn call(&mut self, call: &mut CallExpr) -> Result<(Type, Option<Expr>), Fault> {
        let name = call.func_name.clone();
        if let Some(target) = &mut call.target {
            let on = self.typed(target)?;
            return match (name.as_str(), on, call.args.as_mut_slice()) {
                ("startsWith" | "endsWith" | "contains", Type::Text, [argument]) => {
                    match self.typed(argument)? {
                        Type::Text => Ok((Type::Truth, None)),
                        other => Err(wrong(&name, other)),
                    }
                }
                _ => Err(not_a_function(&name)),
            };
        }
        match (name.as_str(), call.args.as_mut_slice()) {
            ("dec", [argument]) => decimal(self, argument),
            ("share", [value, part]) => self.share(value, part),
            ("min" | "max", [_, _, ..]) => self.extreme(call),
            ("size", [list]) => match self.typed(list)? {
                Type::Texts => Ok((Type::Whole, None)),
                other => Err(wrong("size", other)),
            },
            (operators::INDEX, [map, key]) => self.index(map, key).map(|found| (found, None)),
            (operators::LOGICAL_NOT, [one]) => {
                self.all_truth(std::slice::from_mut(one), "!")?;
                Ok((Type::Truth, None))
            }
            (operators::LOGICAL_AND | operators::LOGICAL_OR, parts) => {
                self.all_truth(parts, "&& 和 ||")?;
                Ok((Type::Truth, None))
            }
            (operators::NEGATE, [one]) => match self.typed(one)? {
                found @ (Type::Whole | Type::Decimal) => Ok((found, None)),
                other => Err(wrong("-", other)),
            },
            (operators::CONDITIONAL, [test, then, other]) => {
                self.all_truth(std::slice::from_mut(test), "?:")?;
                self.alike(then, other, "?:").map(|found| (found, None))
            }
            (operators::IN, [one, list]) => self.within(one, list),
            (operator, [left, right]) => self.binary(operator, left, right),
            _ => Err(not_a_function(&name)),
        }
    }

    fn all_truth(&mut self, parts: &mut [IdedExpr], sign: &str) -> Result<(), Fault> {
        for part in parts {
            let found = self.typed(part)?;
            if found != Type::Truth {
                return Err(wrong(sign, found));
            }
        }
        Ok(())
    }

    /// Both of one type; a whole number written beside a decimal means so many points.
    fn alike(
        &mut self,
        left: &mut IdedExpr,
        right: &mut IdedExpr,
        sign: &str,
    ) -> Result<Type, Fault> {
        match (self.typed(left)?, self.typed(right)?) {
            (a, b) if a == b => Ok(a),
            (Type::Decimal, Type::Whole) if is_number(right) => {
                scale(right);
                Ok(Type::Decimal)
            }
            (Type::Whole, Type::Decimal) if is_number(left) => {
                scale(left);
                Ok(Type::Decimal)
            }
            (Type::Decimal, Type::Whole) | (Type::Whole, Type::Decimal) => Err(fault(
                format!("“{sign}”两边一个是个数，一个是两位小数的数"),
                "请用 dec(…) 把个数写成小数，如 dec(count.deed)",
            )),
            (a, b) => Err(fault(
                format!("“{sign}”两边一个是{}，一个是{}", a.name(), b.name()),
                "请让两边同类",
            )),
        }
    }

    fn binary(
        &mut self,
        operator: &str,
        left: &mut IdedExpr,
        right: &mut IdedExpr,
    ) -> Result<(Type, Option<Expr>), Fault> {
        use Type::{Decimal, Text, Texts, Truth, Whole};
        let sign = operator.trim_matches('_').to_owned();
        let found = match operator {
            operators::EQUALS | operators::NOT_EQUALS => match self.alike(left, right, &sign)? {
                Texts => return Err(wrong(&sign, Texts)),
                _ => Truth,
            },
            operators::LESS
            | operators::LESS_EQUALS
            | operators::GREATER
            | operators::GREATER_EQUALS => match self.alike(left, right, &sign)? {
                Whole | Decimal | Text => Truth,
                other => return Err(wrong(&sign, other)),
            },
            operators::ADD | operators::SUBSTRACT => match self.alike(left, right, &sign)? {
                found @ (Whole | Decimal) => found,
                other => return Err(wrong(&sign, other)),
            },
            operators::MULTIPLY => match (self.typed(left)?, self.typed(right)?) {
                (Whole, Whole) => Whole,
                (Decimal, Whole) | (Whole, Decimal) => Decimal,
                (Decimal, Decimal) => {
                    return Err(fault(
                        "两个小数不能相乘",
                        "请用 share(数, \"30%\")，或让一边是整数",
                    ));
                }
                (a, b) => return Err(wrong(&sign, if a == Whole { b } else { a })),
            },
            operators::DIVIDE | operators::MODULO => {
                match (self.typed(left)?, self.typed(right)?) {
                    (Whole, Whole) if number(right).is_some_and(|n| n > 0) => Whole,
                    (Whole, Whole) => {
                        return Err(fault(
                            "除数可能为0",
                            "除数只能是写明的正整数；比例请用 share(数, \"1/3\")，或比较乘积",
                        ));
                    }
                    (Decimal, _) => {
                        return Err(fault(
                            "小数不能用“/”，除不尽时怎样取整没有写明",
                            "请用 share(数, \"1/3\")（四舍五入到0.01）",
                        ));
                    }
                    (other, _) => return Err(wrong(&sign, other)),
                }
            }
            other => return Err(not_a_function(other)),
        };
        Ok((found, None))
    }

    fn within(
        &mut self,
        one: &mut IdedExpr,
        list: &mut IdedExpr,
    ) -> Result<(Type, Option<Expr>), Fault> {
        let of_groups = matches!(&list.expr, Expr::Ident(name) if name == "groups");
        match (self.typed(one)?, self.typed(list)?) {
            (Type::Text, Type::Texts) => {}
            (a, Type::Texts) => return Err(wrong("in", a)),
            (_, b) => return Err(wrong("in", b)),
        }
        if of_groups && let Expr::Literal(LiteralValue::String(group)) = &one.expr {
            let group = group.inner().to_owned();
            if !self.names.groups.contains(&group) {
                return Err(fault(
                    format!("人员类别“{group}”没有在 [[group]] 中写明"),
                    "请核对代号，或补一个 [[group]]",
                ));
            }
            self.uses.groups.insert(group);
        }
        Ok((Type::Truth, None))
    }

    /// `count["pledge-kept"]`.
    fn index(&mut self, map: &IdedExpr, key: &IdedExpr) -> Result<Type, Fault> {
        match (&map.expr, &key.expr) {
            (Expr::Ident(map), Expr::Literal(LiteralValue::String(key))) => {
                self.member(map, key.inner())
            }
            _ => Err(fault(
                "条件里的“[ ]”用得不对",
                "请写成 count[\"事实代号\"] 这样的形式",
            )),
        }
    }

    /// `share(x, "1/3")` runs as `share(x, 1, 3)`.
    fn share(
        &mut self,
        value: &mut IdedExpr,
        part: &IdedExpr,
    ) -> Result<(Type, Option<Expr>), Fault> {
        match self.typed(value)? {
            Type::Decimal => {}
            Type::Whole => scale(value),
            other => return Err(wrong("share", other)),
        }
        let text = match &part.expr {
            Expr::Literal(LiteralValue::String(text)) => text.inner().to_owned(),
            _ => String::new(),
        };
        let share = Share::parse(&text).map_err(|error| {
            fault(
                format!("share 的第二项{error}"),
                "请写成 share(数, \"30%\")",
            )
        })?;
        let args = vec![
            value.clone(),
            whole(part.id, i64::try_from(share.num()).unwrap_or(0)),
            whole(part.id, i64::try_from(share.den()).unwrap_or(1)),
        ];
        Ok((Type::Decimal, Some(called("share", args))))
    }

    /// `max(a, b, c)` runs as `max(max(a, b), c)`.
    fn extreme(&mut self, call: &mut CallExpr) -> Result<(Type, Option<Expr>), Fault> {
        let mut types = Vec::new();
        for argument in &mut call.args {
            types.push(self.typed(argument)?);
        }
        if let Some(other) = types
            .iter()
            .find(|t| !matches!(t, Type::Whole | Type::Decimal))
        {
            return Err(wrong(&call.func_name, *other));
        }
        let found = if types.contains(&Type::Decimal) {
            Type::Decimal
        } else {
            Type::Whole
        };
        for (argument, is) in call.args.iter_mut().zip(types) {
            if found == Type::Decimal && is == Type::Whole {
                scale(argument);
            }
        }
        let mut args = call.args.drain(..);
        let first = args.next().unwrap_or_default();
        let nested = args.fold(first, |left, right| IdedExpr {
            id: right.id,
            expr: called(&call.func_name, vec![left, right]),
        });
        Ok((found, Some(nested.expr)))
    }
}

fn literal(value: &LiteralValue) -> Result<Type, Fault> {
    match value {
        LiteralValue::Boolean(_) => Ok(Type::Truth),
        LiteralValue::Int(_) => Ok(Type::Whole),
        LiteralValue::String(_) => Ok(Type::Text),
        LiteralValue::Double(number) => Err(fault(
            format!("条件里不能写带小数点的数{}", number.inner()),
            &format!("请写 dec(\"{}\")", number.inner()),
        )),
        LiteralValue::UInt(_) | LiteralValue::Bytes(_) | LiteralValue::Null => {
            Err(fault("条件里只能写整数、文字和是非", "请改写这个值"))
        }
    }
}

/// `dec("95.5")` is a literal of 9550; `dec(count.deed)` is a hundred times the count.
fn decimal(
    checker: &mut Checker<'_>,
    argument: &mut IdedExpr,
) -> Result<(Type, Option<Expr>), Fault> {
    if let Expr::Literal(LiteralValue::String(text)) = &argument.expr {
        let points = Points::parse(text.inner()).map_err(|error| {
            fault(
                format!("dec(…)里的“{}”{error}", text.inner()),
                "请写成 dec(\"95.5\")",
            )
        })?;
        return Ok((
            Type::Decimal,
            Some(whole(argument.id, points.hundredths()).expr),
        ));
    }
    match checker.typed(argument)? {
        Type::Whole => {
            scale(argument);
            Ok((Type::Decimal, Some(argument.expr.clone())))
        }
        Type::Decimal => Ok((Type::Decimal, Some(argument.expr.clone()))),
        other => Err(wrong("dec", other)),
    }
}

fn place(names: &[String], name: &str) -> Option<usize> {
    names.iter().position(|known| known == name)
}

fn absent(what: &str, name: &str) -> Fault {
    fault(
        format!("条件里的{what}“{name}”没有在本方案出现"),
        "请核对代号",
    )
}

fn wrong(sign: &str, found: Type) -> Fault {
    fault(
        format!("“{sign}”不能用于{}", found.name()),
        "请按 docs/scheme.md 的“Conditions”一节改正",
    )
}

fn not_a_function(name: &str) -> Fault {
    fault(
        format!("条件里不能用“{name}”"),
        "可用的有：&& || ! == != < <= > >= + - * / % ?: in has dec share min max size startsWith endsWith contains",
    )
}

/// What to do about a forbidden counter.
pub(crate) fn burden_remedy() -> &'static str {
    "登录、在线时长、点赞、转发、网络投票数、学习时长、打卡不得作为评价依据（《政务移动互联网应用程序规范化管理办法》），\
     请改用支部登记的事实，如 pledge_kept"
}

/// A literal number, with or without its sign.
fn number(expr: &IdedExpr) -> Option<i64> {
    match &expr.expr {
        Expr::Literal(LiteralValue::Int(number)) => Some(*number.inner()),
        Expr::Call(call) if call.func_name == operators::NEGATE => {
            number(call.args.first()?)?.checked_neg()
        }
        _ => None,
    }
}

fn is_number(expr: &IdedExpr) -> bool {
    number(expr).is_some()
}

/// Whole ones into hundredths.
fn scale(expr: &mut IdedExpr) {
    let id = expr.id;
    let product = match number(expr).and_then(|n| n.checked_mul(100)) {
        Some(hundredths) => whole(id, hundredths).expr,
        None => called(
            operators::MULTIPLY,
            vec![std::mem::take(expr), whole(id, 100)],
        ),
    };
    *expr = IdedExpr { id, expr: product };
}

fn whole(id: u64, number: i64) -> IdedExpr {
    IdedExpr {
        id,
        expr: Expr::Literal(LiteralValue::Int(number.into())),
    }
}

fn called(name: &str, args: Vec<IdedExpr>) -> Expr {
    Expr::Call(CallExpr {
        func_name: name.to_owned(),
        target: None,
        args,
    })
}
