#!/usr/bin/python3
"""The pages as people use them, in headless Chromium: every role signs in and walks its menu at three widths, and an
expert fills a sheet with the live total, is told what is missing without losing a word, and hands it in."""
import os
import signal
import socket
import subprocess
import time
import urllib.request

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from common import check, find_binary, folder, run, shown

PEOPLE = ["clerk", "reviewer", "leader", "expert01", "agency03", "admin"]
WIDTHS = [1280, 820, 390]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_service(place):
    database = f"sqlite:{place}/year.db"
    code, _, errors = run("migrate", database=database)
    check(code == 0, errors)
    code, accounts, errors = run("demo", "--live", database=database)
    check(code == 0, errors)
    passwords = {}
    for line in accounts.splitlines():
        parts = [part.strip() for part in line.split(" / ")]
        if len(parts) == 3:
            passwords[parts[0]] = parts[1]
    port = free_port()
    service = subprocess.Popen([find_binary(), "serve", "--listen", f"127.0.0.1:{port}"],
                               env={**os.environ, "ZHIHENG_DATABASE": database}, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            if urllib.request.urlopen(base + "/readyz", timeout=2).status == 200:
                return service, base, passwords
        except OSError:
            time.sleep(0.1)
    service.kill()
    check(False, "the service did not become ready")


def browser(place):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for word in ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--lang=zh-CN",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--disable-dev-shm-usage", f"--user-data-dir={place}/chromium"]:
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.chrome.service.Service("/usr/bin/chromedriver"))


def sign_in(driver, base, login, password):
    driver.delete_all_cookies()
    driver.get(base + "/")
    driver.find_element(By.NAME, "login").send_keys(login)
    driver.find_element(By.NAME, "password").send_keys(password + Keys.ENTER)
    deadline = time.time() + 20
    while not driver.find_elements(By.CSS_SELECTOR, "nav a") and time.time() < deadline:
        time.sleep(0.1)
    check(driver.find_elements(By.CSS_SELECTOR, "nav a"), f"{login} is not signed in: {driver.current_url}")


def look_at_page(driver, who, where):
    """Nothing refused by the content policy, no text missing, nothing wider than the window."""
    complaints = [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    check(not complaints, f"{who} at {where}: {complaints[:2]}")
    text = driver.find_element(By.TAG_NAME, "body").text
    check("[[" not in text and "{{" not in text, f"{who} at {where}: a text is missing")
    check(driver.title.strip() != "", f"{who} at {where}: no title")
    language = driver.find_element(By.TAG_NAME, "html").get_attribute("lang")
    check(language == "zh-CN", f"{who} at {where}: the language is {language!r}")


def overflow(driver):
    return driver.execute_script("return document.documentElement.scrollWidth - window.innerWidth")


def walk(driver, base, passwords):
    pages = 0
    for login in PEOPLE:
        driver.set_window_size(1280, 900)
        sign_in(driver, base, login, passwords[login])
        links = sorted({link.get_attribute("href") for link in driver.find_elements(By.CSS_SELECTOR, "nav a")})
        links = [link for link in links if link.startswith(base) and "#" not in link and "/language" not in link]
        check(links, f"{login} has no menu")
        for link in links:
            driver.get(link)
            look_at_page(driver, login, link)
            pages += 1
            for width in WIDTHS:
                driver.set_window_size(width, 900)
                check(overflow(driver) <= 1, f"{login} at {link}: wider than {width} by {overflow(driver)}")
    return pages


def writable_sheet(driver, base):
    driver.get(base + "/")
    for link in [a.get_attribute("href") for a in driver.find_elements(By.CSS_SELECTOR, "main a")]:
        if "/score-sheets/" not in link:
            continue
        driver.get(link)
        try:
            return driver.find_element(By.CSS_SELECTOR, "form[data-score]")
        except NoSuchElementException:
            continue
    return None


def fill(driver, form, skip_reasons):
    """Full points but one row, which loses half a point; its reason is given unless `skip_reasons`."""
    rows = form.find_elements(By.CSS_SELECTOR, ".criterion")
    for i, row in enumerate(rows):
        field = row.find_element(By.CSS_SELECTOR, "input.points")
        full = float(row.get_attribute("data-full"))
        defects = "defects" in field.get_attribute("class")
        driver.execute_script("arguments[0].value=''", field)
        field.send_keys("0" if defects else f"{full - (0.5 if i == 0 else 0):.2f}")
        reason = row.find_element(By.TAG_NAME, "textarea")
        driver.execute_script("arguments[0].value=''", reason)
        if i == 0 and not skip_reasons:
            reason.send_keys("第3页：抽样范围没有说明")
    return len(rows)


def press(driver, form, act):
    driver.execute_script("arguments[0].click()", form.find_element(By.CSS_SELECTOR, f"button[name=act][value={act}]"))
    time.sleep(0.5)
    driver.execute_script("return document.readyState")


def score(driver, base, passwords):
    for login in sorted(name for name in passwords if name.startswith("expert")):
        sign_in(driver, base, login, passwords[login])
        form = writable_sheet(driver, base)
        if form is None:
            continue
        here = driver.current_url
        rows = fill(driver, form, skip_reasons=True)
        live = form.find_element(By.CSS_SELECTOR, "output[data-total]").text
        check(live == "99.50", f"the live total of a sheet that lost half a point: {live}")
        grade = form.find_element(By.CSS_SELECTOR, "output[data-grade]").text
        check(grade == "优", f"the live grade: {grade}")
        press(driver, form, "submit")
        form = driver.find_element(By.CSS_SELECTOR, "form[data-score]")
        first = form.find_element(By.CSS_SELECTOR, ".criterion")
        check(first.find_element(By.CSS_SELECTOR, ".field-note").text, "the missing reason is named at its row")
        kept = [field.get_attribute("value") for field in form.find_elements(By.CSS_SELECTOR, "input.points")]
        check(all(value != "" for value in kept) and len(kept) == rows, f"something typed was lost: {kept}")
        first.find_element(By.TAG_NAME, "textarea").send_keys("第3页：抽样范围没有说明")
        press(driver, form, "submit")
        driver.get(here)
        check(not driver.find_elements(By.CSS_SELECTOR, "form[data-score]"), "a sheet handed in is not writable")
        check("99.50" in driver.find_element(By.TAG_NAME, "main").text, "the stored total is the live one")
        return login, rows
    check(False, "no expert of the demonstration has a sheet to fill")


def main():
    place = folder()
    service, base, passwords = start_service(place)
    driver = browser(place)
    try:
        pages = walk(driver, base, passwords)
        login, rows = score(driver, base, passwords)
    finally:
        driver.quit()
        service.send_signal(signal.SIGTERM)
        code = service.wait(timeout=30)
    check(code == 0, f"the service ended with {code}")
    shown(f"{pages} pages of {len(PEOPLE)} roles at {len(WIDTHS)} widths without a refused script, a missing text or a page "
          f"wider than the window; {login} scored {rows} criteria, was told of a missing reason, lost nothing and handed in")


main()
