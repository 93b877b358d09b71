"""The languages of generated documents: words that fill the pages, and the sentences that plant facts among them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    words: tuple[str, ...]
    sentence: str  # states the fact, with {who}, {page} and {number}
    question: str  # asks for the fact, with {who}


def _language(words: str, sentence: str, question: str) -> Language:
    return Language(tuple(words.split()), sentence, question)


LANGUAGES = {
    "en": _language(
        """agreement annual benefit branch calendar clause condition cover deadline deductible department due employer
        estimate excess form household income insured interest invoice letter limit member monthly notice office period
        person policy premium provider reason receipt region renewal report request review schedule section service
        statement summary term transfer treatment union value voucher waiver year""",
        "The policy number of {who} on page {page} is {number}.",
        "What is the policy number of {who}?",
    ),
    "de": _language(
        """vertrag beitrag leistung zweigstelle frist klausel bedingung deckung selbstbehalt abteilung arbeitgeber
        schätzung überschuss formular haushalt einkommen versicherter zinsen rechnung brief grenze mitglied monatlich
        mitteilung büro zeitraum person prämie anbieter begründung quittung bezirk verlängerung bericht antrag prüfung
        zeitplan abschnitt dienst auszug übersicht laufzeit übertragung behandlung wert gutschein verzicht jahr""",
        "Die Policennummer von {who} auf Seite {page} lautet {number}.",
        "Wie lautet die Policennummer von {who}?",
    ),
    "fr": _language(
        """contrat annuel prestation agence calendrier clause condition garantie échéance franchise service employeur
        estimation excédent formulaire foyer revenu assuré intérêt facture lettre plafond membre mensuel préavis bureau
        période personne prime prestataire motif reçu région renouvellement rapport demande révision barème section
        relevé résumé durée virement traitement syndicat valeur bon dérogation année""",
        "Le numéro de police de {who} à la page {page} est {number}.",
        "Quel est le numéro de police de {who} ?",
    ),
    "es": _language(
        """acuerdo anual beneficio sucursal calendario cláusula condición cobertura plazo franquicia departamento
        empleador estimación exceso formulario hogar ingreso asegurado interés factura carta límite miembro mensual
        aviso oficina período persona prima proveedor razón recibo región renovación informe solicitud revisión sección
        servicio extracto resumen término traslado tratamiento sindicato valor vale exención año""",
        "El número de póliza de {who} en la página {page} es {number}.",
        "¿Cuál es el número de póliza de {who}?",
    ),
    "pl": _language(
        """umowa roczny świadczenie oddział kalendarz klauzula warunek ochrona termin udział dział pracodawca wycena
        nadwyżka formularz gospodarstwo dochód ubezpieczony odsetki faktura list limit członek miesięczny powiadomienie
        biuro okres osoba składka dostawca powód pokwitowanie region odnowienie raport wniosek przegląd część usługa
        wyciąg zestawienie przelew leczenie związek wartość kupon zrzeczenie rok""",
        "Numer polisy osoby {who} na stronie {page} to {number}.",
        "Jaki jest numer polisy osoby {who}?",
    ),
    "el": _language(
        """συμφωνία ετήσιος παροχή υποκατάστημα ημερολόγιο ρήτρα όρος κάλυψη προθεσμία απαλλαγή τμήμα εργοδότης
        εκτίμηση πλεόνασμα έντυπο νοικοκυριό εισόδημα ασφαλισμένος τόκος τιμολόγιο επιστολή όριο μέλος μηνιαίος
        ειδοποίηση γραφείο περίοδος πρόσωπο πάροχος λόγος απόδειξη περιοχή ανανέωση αναφορά αίτηση έλεγχος ενότητα
        υπηρεσία δήλωση περίληψη μεταφορά θεραπεία ένωση αξία κουπόνι παραίτηση έτος""",
        "Ο αριθμός συμβολαίου του {who} στη σελίδα {page} είναι {number}.",
        "Ποιος είναι ο αριθμός συμβολαίου του {who};",
    ),
    "uk": _language(
        """угода річний виплата відділення календар пункт умова покриття термін франшиза відділ роботодавець оцінка
        надлишок бланк господарство дохід застрахований відсоток рахунок лист межа член місячний повідомлення контора
        період особа внесок надавач причина квитанція область поновлення звіт запит перевірка розклад розділ послуга
        виписка підсумок переказ лікування спілка вартість талон відмова рік""",
        "Номер поліса особи {who} на сторінці {page} становить {number}.",
        "Який номер поліса особи {who}?",
    ),
}
