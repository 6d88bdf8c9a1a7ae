//! Finds things as a person with a screen reader does: by role and accessible name, computed by the browser.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::{By, ElementId, RequestData, SessionId, WebDriver, WebElement};

use crate::{Browser, Pending, eventually};

/// A role by which things are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Button,
    Link,
    Textbox,
    /// A field to choose a file; it is drawn by its label.
    File,
    /// A `figure`, or a group, with a video in it.
    Tile,
}

impl Role {
    /// Matches every element that can have the role.
    fn selector(self) -> &'static str {
        match self {
            Self::Button => "button, [role=button]",
            Self::Link => "a[href], [role=link]",
            Self::Textbox => {
                "input:not([type]), input[type=text], input[type=password], textarea, [role=textbox]"
            }
            Self::File => "input[type=file]",
            Self::Tile => ":is(figure, [role=group]):has(video)",
        }
    }
}

impl Browser {
    /// Waits until there is exactly one thing of this role and name, and clicks it.
    ///
    /// # Errors
    ///
    /// Fails if it does not come, cannot be clicked or there are several.
    pub fn click(&self, role: Role, name: &str) -> Result<()> {
        self.eventually_with(role, name, async |element| Ok(element.click().await?))
    }

    /// Waits for the text field `name` and replaces what is in it by `text`.
    ///
    /// # Errors
    ///
    /// Fails if it does not come or cannot be typed into.
    pub fn fill(&self, name: &str, text: &str) -> Result<()> {
        let text = text.to_owned();
        self.eventually_with(Role::Textbox, name, async move |element| {
            element.clear().await?;
            Ok(element.send_keys(text.as_str()).await?)
        })
    }

    /// Waits for the file field `name` and chooses the file at `path`.
    ///
    /// # Errors
    ///
    /// Fails if it does not come.
    pub fn choose_file(&self, name: &str, path: &str) -> Result<()> {
        let path = path.to_owned();
        self.eventually_with(Role::File, name, async move |element| {
            Ok(element.send_keys(path.as_str()).await?)
        })
    }

    /// Waits until something of this role and name is shown.
    ///
    /// # Errors
    ///
    /// Fails if it does not come.
    pub fn shows(&self, role: Role, name: &str) -> Result<()> {
        self.eventually_names(role, &format!("there is {role:?} {name:?}"), |names| {
            names.iter().any(|one| one == name)
        })
    }

    /// Waits until nothing of this role and name is shown.
    ///
    /// # Errors
    ///
    /// Fails if it does not go.
    pub fn hides(&self, role: Role, name: &str) -> Result<()> {
        self.eventually_names(role, &format!("there is no {role:?} {name:?}"), |names| {
            names.iter().all(|one| one != name)
        })
    }

    /// Waits until the names of all things shown of this role are as `expected`.
    ///
    /// # Errors
    ///
    /// Fails with the names if that does not happen.
    pub fn eventually_names(
        &self,
        role: Role,
        what: &str,
        expected: impl Fn(&[String]) -> bool,
    ) -> Result<()> {
        eventually(what, || {
            let names = self.names(role)?;
            if expected(&names) {
                return Ok(Some(()));
            }
            bail!("there is {names:?}")
        })
    }

    /// Lists the accessible names of everything shown of this role, in the order of the page.
    ///
    /// # Errors
    ///
    /// Fails if the page changes meanwhile.
    pub fn names(&self, role: Role) -> Result<Vec<String>> {
        self.run(async move |driver| {
            let mut names = Vec::new();
            for element in shown(&driver, role).await? {
                names.push(label(&driver, &element).await?);
            }
            Ok(names)
        })
    }

    /// Runs the body of an async function in the page; its first argument is the one thing of this role and name.
    ///
    /// # Errors
    ///
    /// Fails if the script throws, or there is no such thing or several.
    pub fn script_on(&self, role: Role, name: &str, body: &str) -> Result<Value> {
        let name = name.to_owned();
        let script = format!("return (async (element) => {{ {body} }})(arguments[0])");
        self.run(async move |driver| {
            let element = find(&driver, role, &name).await?;
            let arguments = vec![element.to_json()?];
            Ok(driver
                .execute(script.as_str(), arguments)
                .await?
                .json()
                .clone())
        })
    }

    /// Returns the text that the page shows.
    ///
    /// # Errors
    ///
    /// Fails if there is no page.
    pub fn text(&self) -> Result<String> {
        let text = self.script("return document.body.innerText", vec![])?;
        Ok(text.as_str().context("no text")?.to_owned())
    }

    /// Waits until the page's text has all of `words`, in any case of letters.
    ///
    /// # Errors
    ///
    /// Fails with the text if it does not come.
    pub fn says(&self, words: &[&str]) -> Result<()> {
        eventually(&format!("the page says {words:?}"), || {
            let text = self.text()?.to_lowercase();
            if words.iter().all(|word| text.contains(&word.to_lowercase())) {
                return Ok(Some(()));
            }
            bail!("it says {text:?}")
        })
    }

    /// Starts to click the one thing of this role and name, and goes on; it has to be there already.
    pub fn begin_click(&self, role: Role, name: &str) -> Pending<()> {
        let name = name.to_owned();
        self.begin(async move |driver| Ok(find(&driver, role, &name).await?.click().await?))
    }

    fn eventually_with<F>(&self, role: Role, name: &str, act: F) -> Result<()>
    where
        F: AsyncFn(WebElement) -> Result<()> + Clone + Send + 'static,
    {
        eventually(&format!("there is {role:?} {name:?}"), || {
            let (act, name) = (act.clone(), name.to_owned());
            self.run(async move |driver| {
                let element = find(&driver, role, &name).await?;
                act(element).await.map(Some)
            })
        })
    }
}

async fn find(driver: &WebDriver, role: Role, name: &str) -> Result<WebElement> {
    let mut found = Vec::new();
    let mut names = Vec::new();
    for element in shown(driver, role).await? {
        let label = label(driver, &element).await?;
        // Firefox adds what is written on the field itself.
        let is_field = role == Role::File && label.starts_with(name);
        if label == name || is_field {
            found.push(element);
        }
        names.push(label);
    }
    match found.pop() {
        Some(element) if found.is_empty() => Ok(element),
        Some(_) => bail!("several of {role:?} are called {name:?}"),
        None => bail!("no {role:?} is called {name:?}, but {names:?}"),
    }
}

async fn shown(driver: &WebDriver, role: Role) -> Result<Vec<WebElement>> {
    let mut shown = Vec::new();
    for element in driver.find_all(By::Css(role.selector())).await? {
        if role == Role::File || element.is_displayed().await? {
            shown.push(element);
        }
    }
    Ok(shown)
}

/// Asks for the accessible name (W3C WebDriver, "Get Computed Label").
async fn label(driver: &WebDriver, element: &WebElement) -> Result<String> {
    let response = driver.cmd(ComputedLabel(element.element_id())).await?;
    Ok(response.value::<String>()?.trim().to_owned())
}

#[derive(Debug)]
struct ComputedLabel(ElementId);

impl FormatRequestData for ComputedLabel {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let path = format!("session/{session}/element/{}/computedlabel", self.0);
        // The default method is GET.
        RequestData::new(Default::default(), path)
    }
}
