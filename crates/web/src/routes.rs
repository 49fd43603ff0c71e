//! Every URL of the product, in one table that a test walks as every role.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, post};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;
use crate::cache::Front;
use crate::visit::LONGEST_FORM;
use crate::{
    api, appraisal, assets, audit, burden, campaign, desk, directory, error, honour, notice,
    pledge, presence, public, reminder, review,
};

/// Who a route is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anyone, without an account.
    Anyone,
    /// Someone who signed in; the verb decides the rest.
    SignedIn,
    /// A program with a token; the verb decides the rest.
    Token,
}

/// One address.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// get, post or delete.
    pub method: &'static str,
    /// The address, with its parameters in braces.
    pub path: &'static str,
    /// Who it is for.
    pub who: Who,
    handler: fn() -> MethodRouter<App>,
}

macro_rules! routes {
    ($($who:ident $method:ident $path:literal => $handler:path;)*) => {
        /// Every address of the product.
        pub const ROUTES: &[Route] = &[$(Route {
            method: stringify!($method),
            path: $path,
            who: Who::$who,
            handler: || $method($handler),
        }),*];
    };
}

routes! {
    Anyone get "/" => public::pages::root;
    Anyone get "/static/{name}" => assets::get;
    Anyone post "/elder" => public::pages::set_elder;
    Anyone get "/t/{site}" => public::home::home;
    Anyone get "/t/{site}/plan" => public::plan::show;
    Anyone get "/t/{site}/pledges" => public::pledges::list;
    Anyone get "/t/{site}/pledges/{id}" => public::pledges::find;
    Anyone get "/t/{site}/notices" => public::notices::list;
    Anyone get "/t/{site}/notices.atom" => public::feed::feed;
    Anyone get "/t/{site}/notices/{id}" => public::notices::show;
    Anyone get "/t/{site}/notices/{id}/versions/{number}" => public::versions::show;
    Anyone post "/t/{site}/notices/{id}/objections" => public::objections::object;
    Anyone get "/t/{site}/objections" => public::objections::follow;
    Anyone post "/t/{site}/objections" => public::objections::followed;
    Anyone get "/t/{site}/honours" => public::honours::list;
    Anyone get "/t/{site}/honours/{id}" => public::honours::show;
    Anyone get "/t/{site}/honours/{id}/plate" => public::honours::plate;
    Anyone get "/t/{site}/wall" => public::wall::wall;
    Anyone get "/t/{site}/cards" => public::cards::list;
    Anyone get "/t/{site}/cards/{id}" => public::cards::show;
    Anyone get "/t/{site}/cards/{id}/print" => public::cards::print;
    Anyone post "/t/{site}/cards/{id}/messages" => public::cards::write;
    Anyone get "/t/{site}/pledges/{id}/supervision" => public::supervision::page;
    Anyone post "/t/{site}/pledges/{id}/supervision" => public::supervision::comment;
    Anyone get "/t/{site}/burden" => burden::pages::public;

    Anyone get "/sign-in" => directory::sign_in::page;
    Anyone post "/sign-in" => directory::sign_in::enter;
    Anyone get "/sign-in/code" => directory::code::page;
    Anyone post "/sign-in/code" => directory::code::enter;
    Anyone post "/sign-in/passkey" => directory::passkeys::ask;
    Anyone post "/sign-in/passkey/answer" => directory::passkeys::enter;
    Anyone get "/i" => directory::invited::ask;
    Anyone post "/i" => directory::invited::asked;
    Anyone get "/i/{code}" => directory::invited::page;
    Anyone post "/i/{code}" => directory::invited::accept;
    SignedIn get "/password" => directory::password::page;
    SignedIn post "/password" => directory::password::change;
    SignedIn post "/sign-out" => directory::sign_in::sign_out;
    SignedIn get "/me/security" => directory::security::page;
    SignedIn post "/me/security/sessions/ending" => directory::security::end_others;
    SignedIn post "/me/security/sessions/{id}/ending" => directory::security::end_one;
    SignedIn get "/me/security/factor" => directory::factor::page;
    SignedIn post "/me/security/factor" => directory::factor::start;
    SignedIn post "/me/security/factor/confirmation" => directory::factor::confirm;
    SignedIn post "/me/security/factor/removal" => directory::factor::remove;
    SignedIn post "/me/security/recovery" => directory::factor::remake_codes;
    SignedIn post "/me/security/passkeys/new" => directory::passkeys::start;
    SignedIn post "/me/security/passkeys" => directory::passkeys::add;
    SignedIn post "/me/security/passkeys/{id}/removal" => directory::passkeys::remove;
    SignedIn get "/slips" => directory::slips::list;
    SignedIn post "/slips" => directory::slips::make;
    SignedIn post "/slips/{id}/revocation" => directory::slips::revoke;
    SignedIn get "/desk" => desk::pages::desk;
    SignedIn get "/me" => pledge::pages::mine;

    SignedIn get "/me/data" => directory::own_data::show;
    SignedIn get "/me/data/export" => directory::own_data::export;
    SignedIn post "/me/data/corrections" => directory::own_data::ask;

    SignedIn get "/me/reminders" => reminder::own::show;
    SignedIn post "/me/reminders" => reminder::own::choose;
    SignedIn post "/me/reminders/withdrawal" => reminder::own::take_back;
    SignedIn get "/settings/reminders" => reminder::channels::show;
    SignedIn post "/settings/reminders/mail" => reminder::channels::set_mail;
    SignedIn post "/settings/reminders/robots" => reminder::channels::set_robot;
    SignedIn post "/settings/reminders/{id}/turning" => reminder::channels::turn;
    SignedIn post "/settings/reminders/{id}/trial" => reminder::channels::test;
    SignedIn post "/settings/reminders/{id}/removal" => reminder::channels::remove;
    SignedIn post "/settings/reminders/sent/{id}/retry" => reminder::channels::retry;
    SignedIn get "/burden" => burden::pages::show;
    SignedIn post "/burden" => burden::pages::turn;

    SignedIn get "/roster" => directory::people::list;
    SignedIn get "/roster/people/new" => directory::person_edit::new_page;
    SignedIn post "/roster/people" => directory::person_edit::register;
    SignedIn get "/roster/people/{id}" => directory::person::show;
    SignedIn post "/roster/people/{id}" => directory::person_edit::edit;
    SignedIn get "/roster/people/{id}/edit" => directory::person_edit::edit_page;
    SignedIn post "/roster/people/{id}/unmasking" => directory::person::unmask;
    SignedIn post "/roster/people/{id}/exemptions" => directory::person::exempt;
    SignedIn post "/roster/people/{id}/residence" => directory::person::live;
    SignedIn get "/roster/people/{id}/leaving" => directory::leaving::show;
    SignedIn post "/roster/people/{id}/leaving" => directory::leaving::leave;
    SignedIn get "/roster/import" => directory::roster_import::page;
    SignedIn post "/roster/import" => directory::roster_import::upload;
    SignedIn get "/roster/import/{id}" => directory::roster_import::show;
    SignedIn post "/roster/import/{id}/application" => directory::roster_import::apply;
    SignedIn post "/roster/import/{id}/cancellation" => directory::roster_import::cancel;
    SignedIn get "/roster/batches" => directory::roster_batches::list;
    SignedIn get "/roster/batches/{id}/undoing" => directory::roster_batches::confirm;
    SignedIn post "/roster/batches/{id}/undoing" => directory::roster_batches::undo;
    SignedIn get "/roster/template" => directory::roster_export::template;
    SignedIn get "/roster/export" => directory::roster_export::page;
    SignedIn post "/roster/export" => directory::roster_export::masked;
    SignedIn post "/roster/export/requests" => directory::roster_export::ask;
    SignedIn post "/roster/export/requests/{id}/answer" => directory::roster_export::answer;
    SignedIn post "/roster/export/requests/{id}/file" => directory::roster_export::whole;
    SignedIn get "/roster/corrections" => directory::corrections::list;
    SignedIn post "/roster/corrections/{id}/answer" => directory::corrections::answer;
    SignedIn get "/roster/retention" => directory::retention::list;
    SignedIn post "/roster/retention/{id}" => directory::retention::erase;
    SignedIn get "/roster/tree" => directory::tree::show;
    SignedIn get "/roster/changes" => directory::changes::list;
    SignedIn get "/roster/changes/new" => directory::change_form::show;
    SignedIn post "/roster/changes" => directory::change_form::propose;
    SignedIn get "/roster/changes/{id}" => directory::changes::show;
    SignedIn post "/roster/changes/{id}/reply" => directory::changes::reply;
    SignedIn post "/roster/changes/{id}/withdrawal" => directory::changes::withdraw;
    SignedIn get "/roster/groups" => directory::groups::list;
    SignedIn post "/roster/groups" => directory::groups::set_up;
    SignedIn post "/roster/groups/{id}/members" => directory::groups::join;
    SignedIn post "/roster/groups/{id}/members/{person}/leaving" => directory::groups::leave;
    SignedIn post "/roster/groups/{id}/ending" => directory::groups::end;
    SignedIn get "/roster/units" => directory::units::list;
    SignedIn post "/roster/units" => directory::units::add;
    SignedIn post "/roster/units/{id}/cover" => directory::units::cover;
    SignedIn post "/roster/units/{id}/closing" => directory::units::close;
    SignedIn get "/roster/roles" => directory::roles::list;
    SignedIn post "/roster/roles" => directory::roles::give;
    SignedIn get "/roster/roles/{id}" => directory::role_end::show;
    SignedIn post "/roster/roles/{id}/ending" => directory::role_end::end;

    SignedIn get "/campaigns" => campaign::pages::list;
    SignedIn get "/campaigns/new" => campaign::upload::page;
    SignedIn post "/campaigns" => campaign::upload::upload;
    SignedIn get "/campaigns/{id}" => campaign::approval::show;
    SignedIn get "/campaigns/{id}/reading" => campaign::reading::show;
    SignedIn post "/campaigns/{id}/items/{number}/check" => campaign::reading::check;
    SignedIn post "/campaigns/{id}/checks" => campaign::reading::check_rest;
    SignedIn post "/campaigns/{id}/confirmation" => campaign::reading::confirm;
    SignedIn post "/campaigns/{id}/decision" => campaign::approval::resolve;
    SignedIn post "/campaigns/{id}/submission" => campaign::approval::submit;
    SignedIn post "/campaigns/{id}/reply" => campaign::approval::reply;
    SignedIn post "/campaigns/{id}/issue" => campaign::issue::issue;
    SignedIn post "/campaigns/{id}/step" => campaign::issue::close_step;
    SignedIn get "/tasks" => campaign::tasks::list;
    SignedIn post "/tasks" => campaign::tasks::set;
    SignedIn post "/tasks/{id}/done" => campaign::tasks::done;

    SignedIn get "/pledges" => pledge::pages::list;
    SignedIn get "/pledges/new" => pledge::write::page;
    SignedIn post "/pledges" => pledge::write::write;
    SignedIn get "/pledges/coverage" => pledge::coverage::show;
    SignedIn post "/pledges/publication" => pledge::coverage::publish;
    SignedIn post "/pledges/opinion/{id}/correction" => pledge::coverage::correct_opinion;
    SignedIn post "/pledges/opinion" => pledge::coverage::publish_opinion;
    SignedIn post "/pledges/drafts/{id}/forgetting" => pledge::write::forget;
    SignedIn get "/pledges/{id}" => pledge::pages::show;
    SignedIn get "/pledges/{id}/amendment" => pledge::write::amend_page;
    SignedIn post "/pledges/{id}/amendment" => pledge::write::amend;
    SignedIn get "/pledges/{id}/correction" => pledge::correction::page;
    SignedIn post "/pledges/{id}/correction" => pledge::correction::correct;
    SignedIn post "/pledges/{id}/check" => pledge::pages::check;
    SignedIn post "/pledges/{id}/publication" => pledge::pages::publish;
    SignedIn post "/pledges/{id}/evidence" => pledge::pages::add_evidence;
    SignedIn get "/pledges/{id}/files/{file}" => pledge::pages::file;
    SignedIn post "/pledges/{id}/keeping" => pledge::pages::keep;
    SignedIn post "/pledges/{id}/withdrawal" => pledge::pages::withdraw;
    SignedIn post "/pledges/{id}/explanation" => pledge::pages::explain;
    SignedIn post "/pledges/{id}/judgement" => pledge::pages::judge;
    SignedIn post "/pledges/{id}/self-assessment" => pledge::pages::assess_own;
    SignedIn post "/pledges/{id}/assessment" => pledge::pages::assess;
    SignedIn get "/plans" => pledge::plan::list;
    SignedIn get "/plans/new" => pledge::plan::page;
    SignedIn post "/plans" => pledge::plan::write;
    SignedIn get "/plans/{id}" => pledge::plan::show;
    SignedIn post "/plans/{id}/check" => pledge::plan::check;
    SignedIn get "/declarations/{person}" => pledge::declaration::show;
    SignedIn post "/declarations/{person}" => pledge::declaration::write;
    SignedIn post "/declarations/{person}/reading" => pledge::declaration::note_reading;

    SignedIn get "/me/card" => presence::mine::page;
    SignedIn post "/me/card/consents" => presence::mine::say;
    SignedIn get "/letters" => presence::letters::list;
    SignedIn get "/letters/{id}" => presence::letters::show;
    SignedIn post "/letters/{id}/answer" => presence::letters::answer;
    SignedIn post "/letters/{id}/explanation" => presence::letters::explain;
    SignedIn get "/cards" => presence::cards::list;
    SignedIn get "/cards/sheet" => presence::cards::sheet;
    SignedIn get "/cards/{id}" => presence::card::show;
    SignedIn post "/cards/{id}/consents" => presence::card::consent;
    SignedIn post "/cards/{id}/withdrawal" => presence::card::withdraw;
    SignedIn post "/cards/{id}/issue" => presence::card::issue;
    SignedIn post "/cards/{id}/closing" => presence::card::close;
    SignedIn get "/supervision" => presence::register::list;
    SignedIn get "/supervision/{id}" => presence::record::show;
    SignedIn post "/supervision/{id}/passing" => presence::record::pass_on;
    SignedIn post "/supervision/{id}/answer" => presence::record::answer;
    SignedIn post "/supervision/{id}/setting-aside" => presence::record::set_aside;
    SignedIn post "/supervision/{id}/contact" => presence::record::contact;

    SignedIn get "/reviews" => review::pages::list;
    SignedIn get "/reviews/{person}" => review::pages::sheet;
    SignedIn post "/reviews/{person}" => review::pages::write;

    SignedIn get "/tallies" => appraisal::pages::list;
    SignedIn post "/tallies" => appraisal::pages::open;
    SignedIn get "/tallies/{id}" => appraisal::pages::show;
    SignedIn post "/tallies/{id}/entries" => appraisal::pages::enter;

    SignedIn get "/notices" => notice::pages::list;
    SignedIn get "/notices/{id}" => notice::pages::show;
    SignedIn post "/notices/{id}/conclusion" => notice::pages::conclude;
    SignedIn post "/notices/{id}/withdrawal" => notice::pages::withdraw;
    SignedIn post "/notices/{id}/correction" => notice::pages::correct;
    SignedIn post "/notices/{id}/proofs" => notice::proofs::prove;
    SignedIn post "/notices/{id}/proposals" => notice::proposals::propose;
    SignedIn post "/proposals/{id}/reply" => notice::proposals::answer;
    SignedIn get "/objections" => notice::register::list;
    SignedIn post "/objections/{id}/finding" => notice::pages::find;
    SignedIn post "/objections/{id}/signature" => notice::pages::open_signature;
    SignedIn get "/me/notices" => notice::inner::list;
    SignedIn get "/me/notices/{id}" => notice::inner::show;
    SignedIn post "/me/notices/{id}/objections" => notice::inner::object;

    SignedIn get "/clock" => directory::clock::page;
    SignedIn post "/clock" => directory::clock::confirm;

    SignedIn get "/honours" => honour::pages::list;
    SignedIn post "/honours" => honour::pages::rate;
    SignedIn get "/honours/{id}" => honour::pages::show;
    SignedIn post "/honours/{id}/decision" => honour::pages::decide;
    SignedIn post "/honours/{id}/publication" => honour::pages::publish;
    SignedIn post "/honours/{id}/award" => honour::pages::award;

    Anyone get "/api/v1/openapi.json" => api::openapi;
    Anyone post "/api/v1/session" => api::session::sign_in;
    Token delete "/api/v1/session" => api::session::sign_out;
    Anyone get "/api/v1/sites" => api::sites::list;
    Anyone get "/api/v1/sites/{site}" => api::sites::show;
    Anyone get "/api/v1/sites/{site}/pledges" => api::pledges::list;
    Anyone get "/api/v1/sites/{site}/notices" => api::notices::list;
    Anyone get "/api/v1/sites/{site}/notices/{id}" => api::notices::show;
    Anyone post "/api/v1/sites/{site}/notices/{id}/objections" => api::notices::object;
    Anyone post "/api/v1/sites/{site}/objections" => api::notices::follow;
    Token post "/api/v1/notices/{id}/conclusion" => api::notices::conclude;
    Token post "/api/v1/notices/{id}/withdrawal" => api::notices::withdraw;

    SignedIn get "/audit" => audit::pages::list;
    SignedIn post "/audit/verification" => audit::pages::check;
}

/// The whole site, its public pages kept in front.
pub fn site(app: App) -> Front {
    Front::new(app.clone(), router(app))
}

fn router(app: App) -> Router {
    let (mut open, mut inside) = (Router::new(), Router::new());
    for route in ROUTES {
        let handler = (route.handler)();
        if route.path.starts_with("/t/") || route.path == "/" {
            open = open.route(route.path, handler);
        } else {
            inside = inside.route(route.path, handler);
        }
    }
    let header =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    Router::new()
        .merge(open)
        .merge(inside.layer(header(header::CACHE_CONTROL, "no-store")))
        .fallback(error::no_such_page)
        .layer(middleware::from_fn(same_origin))
        .layer(middleware::from_fn(legible))
        .layer(DefaultBodyLimit::max(LONGEST_FORM))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .layer(header(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ))
        .with_state(app)
}

/// A NUL in an address stands for nothing that exists, and PostgreSQL would call it a fault.
async fn legible(request: Request<axum::body::Body>, next: Next) -> Response {
    let address = request.uri().path_and_query();
    if address.is_some_and(|a| a.as_str().contains("%00")) {
        if request.uri().path().starts_with("/api/") {
            return api::illegible();
        }
        return error::page(
            StatusCode::BAD_REQUEST,
            "地址读不出来",
            "地址里有空字符（%00），请去掉后再打开。",
        );
    }
    next.run(request).await
}

/// A post from another site is refused before anything reads it.
async fn same_origin(request: Request<axum::body::Body>, next: Next) -> Response {
    let foreign = request
        .headers()
        .get("sec-fetch-site")
        .is_some_and(|v| v == "cross-site" || v == "same-site");
    if foreign && request.method() != axum::http::Method::GET {
        return error::page(StatusCode::FORBIDDEN, "没有办成", "这个请求来自别的网站。");
    }
    next.run(request).await
}
